// Copies the link. Over plain http a browser offers no clipboard, so the older command is tried; where that is refused too,
// the link is left selected, to be copied by hand.
export default function ({ parentElement, data }) {
  const find = (name) => parentElement.querySelector(`.tg-exact-${name}`)
  const [label, input, button, said] = ["label", "input", "copy", "said"].map(find)
  label.textContent = data.label
  button.textContent = data.copy
  if (input.value !== data.link) {
    input.value = data.link
    said.textContent = ""
  }
  input.onfocus = () => input.select()

  const copyBefore = () => {
    input.focus()
    input.select()
    const done = document.execCommand("copy")
    if (done) button.focus()
    return done
  }
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(data.link)
      return true
    } catch {
      return copyBefore()
    }
  }
  button.onclick = async () => {
    said.textContent = ""
    const done = await copy()
    said.textContent = done ? "Copied" : "Not copied: this browser does not allow it. The link is selected: press Ctrl+C, or Command+C on a Mac."
  }
}
