// Sets the theme before the first paint. A file of its own, because the content security policy
// forbids inline scripts; plain script and not a module, because modules run after parsing.
;(() => {
  let theme = 'system'
  try {
    theme = localStorage.getItem('theme') ?? 'system'
  } catch {
    // Storage may be forbidden; the system's theme then holds.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
})()
