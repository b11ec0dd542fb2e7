// xterm.js makes <style> elements and takes no nonce, so the page's own goes on each of them.
export function allowStyles(nonce) {
  const make = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const element = make(name, options);
    if (name.toLowerCase() === "style") element.setAttribute("nonce", nonce);
    return element;
  };
}
