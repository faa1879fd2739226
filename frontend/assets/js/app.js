// htmx is kept at 2.0: 4.x is a new major with other events and attributes,
// and the published documentation and extensions still speak of 2.x.
import "htmx.org";
import { startAnnouncer } from "./announce.js";
import { startAutosave } from "./autosave.js";
import { startCopyButtons } from "./copy.js";
import { startDesk } from "./desk.js";
import { startLiveSearch } from "./live-search.js";
import { startPictures } from "./pictures.js";
import { startPasskeys } from "./passkeys.js";
import { startShortcuts } from "./shortcuts.js";
import { startSuggestions } from "./suggest.js";
import { startTableOfContents } from "./contents.js";
import { startThemeSwitch } from "./theme-switch.js";
import { startWizard } from "./wizard.js";

startAnnouncer();
startThemeSwitch();
// Suggestions first: an open list takes the Escape key before the box does.
startSuggestions();
startShortcuts();
startCopyButtons();
startLiveSearch();
startDesk();
startTableOfContents();
startWizard();
startAutosave();
startPasskeys();
startPictures();
