// Why this file exists: the look of the approval page. It stands in the page itself, so that the
// page is whole in one reply; the policy names its hash and allows no other style.
#pragma once

#include <string_view>

namespace foramen {

inline constexpr std::string_view approval_style = R"css(
:root { color-scheme: light dark; --ink: #16222e; --paper: #fff; --soft: #51606d; --line: #76838f;
  --band: #103c4a; --on-band: #fff; --act: #0b5d4e; --on-act: #fff; --link: #0a5a7a;
  --bad: #b3261e; --note: #eef4f6; --focus: #ffbf1f; --on-focus: #111 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eef2; --paper: #12191f; --soft: #a9b7c2; --line: #7d8c99; --band: #0b2a34;
    --on-band: #e8eef2; --act: #7fd6c2; --on-act: #06231d; --link: #8fd0ee; --bad: #ff9b92;
    --note: #1c2830; --focus: #ffd257; --on-focus: #111 } }
* { box-sizing: border-box }
html { font: 1.125rem/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
  -webkit-text-size-adjust: 100% }
body { margin: 0; color: var(--ink); background: var(--paper); overflow-wrap: break-word }
header { background: var(--band); color: var(--on-band); font-weight: 700 }
header p, main { max-width: 40rem; margin: 0 auto }
header p { padding: .75rem 1rem }
main { padding: 1rem 1rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1rem 0 }
h2, legend { font-size: 1.25rem; line-height: 1.3; font-weight: 700; margin: 2rem 0 .5rem;
  padding: 0 }
p, ul, ol { margin: .5rem 0 1rem; max-width: 36rem }
li { margin: .25rem 0 }
a { color: var(--link) }
dl { margin: 0 0 1rem; border-top: 1px solid var(--line) }
dl > div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .4rem 0;
  border-bottom: 1px solid var(--line) }
dt { flex: 0 0 11rem; font-weight: 700 }
dd { flex: 1 1 12rem; margin: 0; min-width: 0; white-space: pre-wrap }
dd ol, dd p { margin: 0 }
.words { white-space: pre-wrap }
.said { border-left: 4px solid var(--line); padding-left: 1rem; list-style: none }
ul.talk { list-style: none; padding: 0 }
.hint, .said .by { color: var(--soft); margin: 0 0 .25rem }
fieldset { border: 0; margin: 2.5rem 0 0; padding: 0; min-width: 0 }
legend { margin-top: 0 }
.choice { margin: .75rem 0 }
.choice > .pick { display: flex; gap: .75rem; align-items: flex-start; min-height: 2.75rem }
.choice input { flex: none; width: 1.75rem; height: 1.75rem; margin: .35rem 0 0;
  accent-color: var(--act) }
.choice .pick label { flex: 1; padding: .4rem 0; font-weight: 700 }
.choice .pick .hint { font-weight: 400; display: block }
.choice .more { margin: 0 0 1rem .8rem; padding-left: 1.6rem; border-left: 4px solid var(--line) }
.field { margin: 1rem 0 }
.field label { display: block; font-weight: 700 }
.field input, textarea { font: inherit; color: inherit; background: var(--paper); width: 100%;
  padding: .5rem; min-height: 2.75rem; border: 2px solid var(--line); border-radius: 0 }
.field input.digits { max-width: 12rem; letter-spacing: .06em }
textarea { min-height: 6rem; resize: vertical }
.bad { border-left: 5px solid var(--bad); padding-left: .75rem }
.field.bad input, .field.bad textarea { border-color: var(--bad) }
.fault { color: var(--bad); font-weight: 700; margin: 0 0 .25rem }
.problem { border: 4px solid var(--bad); padding: 0 1rem .5rem; margin: 1rem 0 }
.problem ul { list-style: none; padding: 0 }
.problem h2, .notice h2 { margin: .75rem 0 .5rem }
.problem a { color: var(--bad); font-weight: 700; display: inline-block; padding: .15rem 0 }
.notice { background: var(--note); border-left: 6px solid var(--band); padding: .25rem 1rem;
  margin: 1rem 0 }
@media (prefers-color-scheme: dark) { .notice { border-left-color: var(--act) } }
.reference { font-size: 1.1rem; font-weight: 700; overflow-wrap: anywhere }
.doing { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1.5rem 0 }
button { font: inherit; font-weight: 700; min-height: 2.75rem; padding: .5rem 1.25rem;
  border: 2px solid var(--act); border-radius: 4px; cursor: pointer; background: var(--act);
  color: var(--on-act); text-align: left }
button.second { background: var(--paper); color: var(--ink); border-color: var(--line) }
button:hover, a:hover { text-decoration: underline; text-decoration-thickness: 3px }
:focus-visible, .problem:focus { outline: 4px solid var(--focus); outline-offset: 0;
  box-shadow: 0 0 0 7px var(--ink) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap }
@media print { header { color: #000; background: none } button { display: none } }
)css";

} // namespace foramen
