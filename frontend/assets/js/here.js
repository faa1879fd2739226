// Pages of the catalog are the same bytes for everybody, so a cookie that proves nothing tells
// whether somebody signed in in this browser; the header shows the way to the account by it.
// Without scripts "Sign in" stays, and leads whoever is signed in to the portal.
export function showWhoIsHere() {
  if (document.cookie.split("; ").includes("__Host-oin-here=1")) document.documentElement.dataset.here = "";
}
