/** Everything beyond looking: tools, pointer, keys, menus, reformats; fetched after the first image. */
import { Keys } from "./commands.js";
import { Menus } from "./menus.js";
import { listenPointer } from "./pointer.js";
import { gather, reformats } from "./reformat.js";
import { tools } from "./tools/index.js";
import { addWords } from "./words.js";

/**
 * @param {import("./stack.js").Stack} stack
 * @param {HTMLElement} place where the toolbar goes
 * @param {string} [first] the tool to begin with
 */
export async function equip(stack, place, first) {
  addWords();
  stack.tools = { ...tools };
  stack.all = stack.acquired.flatMap((series) => [series, ...reformats(series)]);
  stack.gather = gather;
  stack.keys = new Keys(stack);
  stack.menus = new Menus(stack);
  place.replaceWith(...stack.menus.nodes);
  stack.listen = (view) => listenPointer(stack, view);
  stack.layout.views.forEach(stack.listen);
  stack.choose(tools[first] ?? tools.scroll);
  stack.layout.recalled();
  stack.menus.fit();
  if (stack.mode === "author") {
    const { Author } = await import("./author.js");
    stack.author = new Author(stack);
  }
}
