DROP TABLE collection_items;
DROP TABLE collections;
DROP TABLE listing_categories;
DROP TABLE categories;
