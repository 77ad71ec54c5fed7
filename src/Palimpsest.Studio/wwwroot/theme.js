// Runs before the page is drawn, so that it never flashes in the other theme.
const theme = localStorage.getItem("palimpsest.theme");
if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
}
