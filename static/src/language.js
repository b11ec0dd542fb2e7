// Texts in the page's language. Pages that are not in English load Django's catalogue before this.
const catalogue = globalThis.django;

// "%(name)s listens" with { name: "web" } is "web listens".
export function gettext(text, values = {}) {
  return fill(catalogue?.gettext ? catalogue.gettext(text) : text, values);
}

export function ngettext(one, several, count, values = {}) {
  const english = count === 1 ? one : several;
  const words = catalogue?.ngettext ? catalogue.ngettext(one, several, count) : english;
  return fill(words, { count, ...values });
}

const fill = (words, values) => words.replace(/%\((\w+)\)s/g, (hole, name) => values[name] ?? hole);
