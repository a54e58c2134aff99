// Suggestions while typing, and the button that prints. Every page works
// without this: the field is a search field in a form either way.
// ARIA: combobox with listbox popup, https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
(() => {
  'use strict';
  const language = document.documentElement.lang, german = language.startsWith('de');
  const words = document.currentScript.dataset; // in the language of the page
  const kinds = ['offer', 'topic', 'place', 'provider'];
  const most = 8, wait = 150, saidAfter = 500;

  const element = (name, attributes, parent) => {
    const e = document.createElement(name);
    for (const key in attributes) e.setAttribute(key, attributes[key]);
    if (parent) parent.append(e);
    return e;
  };

  // marked writes a text into an element, the typed words in it as marks.
  const marked = (e, text, typed) => {
    const lower = text.toLowerCase();
    let at = 0;
    if (lower.length === text.length) {
      const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
      for (;;) {
        let from = -1, to = -1;
        for (const p of parts) {
          const i = lower.indexOf(p, at);
          if (i >= 0 && (from < 0 || i < from || i === from && i + p.length > to)) [from, to] = [i, i + p.length];
        }
        if (from < 0) break;
        e.append(text.slice(at, from));
        element('mark', {}, e).textContent = text.slice(from, to);
        at = to;
      }
    }
    e.append(text.slice(at));
  };

  const suggest = (input, number) => {
    const form = input.form, field = input.closest('.suche');
    if (!form || !field) return;
    const id = 'vorschlaege' + number;
    const box = element('div', { class: 'vorschlaege', id, role: 'listbox', 'aria-label': words.all, hidden: '' }, field);
    const live = element('div', { class: 'vh', role: 'status' }, form);
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id, autocomplete: 'off' })) input.setAttribute(name, value);
    const known = new Map();
    let options = [], current = -1, timer, speech, running;

    const choose = (i) => {
      if (current >= 0 && options[current]) options[current].node.setAttribute('aria-selected', 'false');
      current = i;
      if (i < 0) return input.removeAttribute('aria-activedescendant');
      const node = options[i].node;
      node.setAttribute('aria-selected', 'true');
      input.setAttribute('aria-activedescendant', node.id);
      node.scrollIntoView({ block: 'nearest' });
    };
    const close = () => {
      clearTimeout(timer);
      clearTimeout(speech);
      if (running) running.abort();
      choose(-1);
      box.hidden = true;
      live.textContent = '';
      input.setAttribute('aria-expanded', 'false');
    };
    const open = () => {
      box.hidden = options.length === 0;
      input.setAttribute('aria-expanded', String(!box.hidden));
    };
    const go = ({ item }) => {
      close();
      if (item.kind === 'offer') {
        const kept = new URLSearchParams();
        for (const [name, value] of new FormData(form)) if (value && (name === 'myLand' || name === 'employer')) kept.append(name, value);
        // Some keyboards send the Enter on: the form stays where it is meanwhile.
        const stay = (e) => e.preventDefault();
        form.addEventListener('submit', stay);
        setTimeout(() => form.removeEventListener('submit', stay), 1000);
        location.href = form.getAttribute('action') + '/' + encodeURIComponent(item.id) + (kept.size ? '?' + kept : '');
        return;
      }
      input.value = item.text;
      form.requestSubmit();
    };
    const show = (items, typed) => {
      choose(-1);
      box.textContent = '';
      options = [];
      for (const kind of kinds) {
        const some = items.filter((i) => i.kind === kind);
        if (!some.length) continue;
        const title = id + kind;
        const group = element('div', { role: 'group', 'aria-labelledby': title }, box);
        element('div', { class: 'gruppe', id: title, role: 'presentation' }, group).textContent = words[kind];
        for (const item of some) {
          const node = element('div', { role: 'option', id: id + '-' + options.length, 'aria-selected': 'false' }, group);
          const text = element('span', { dir: 'auto' }, node);
          if (!german) text.lang = 'de';
          marked(text, item.text, typed);
          if (item.total) element('span', { class: 'zahl' }, node).textContent = item.total.toLocaleString(language);
          const option = { node, item };
          node.addEventListener('click', () => go(option));
          options.push(option);
        }
      }
      open();
      clearTimeout(speech);
      speech = setTimeout(() => {
        const n = options.length;
        live.textContent = n === 0 ? words.none : n === 1 ? words.one : n + ' ' + words.many;
      }, saidAfter - wait);
    };
    const ask = async (typed) => {
      if (running) running.abort();
      if (known.has(typed)) return show(known.get(typed), typed);
      running = new AbortController();
      try {
        const answer = await fetch('/api/v1/suggest?q=' + encodeURIComponent(typed), { signal: running.signal });
        if (!answer.ok) return close();
        const items = (await answer.json()).items.slice(0, most);
        known.set(typed, items);
        if (document.activeElement === input && input.value.trim() === typed) show(items, typed);
      } catch { /* typed on, or no network: the search works all the same */ }
    };

    input.addEventListener('input', () => {
      clearTimeout(timer);
      clearTimeout(speech);
      const typed = input.value.trim();
      if (typed.length < 2) return close();
      timer = setTimeout(ask, wait, typed);
    });
    input.addEventListener('keydown', (e) => {
      if (e.isComposing || e.ctrlKey || e.metaKey) return;
      const last = options.length - 1;
      if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && options.length) {
        e.preventDefault();
        if (box.hidden) open();
        else if (e.key === 'ArrowDown') return choose(current === last ? -1 : current + 1);
        else return choose(current < 0 ? last : current - 1);
        choose(e.key === 'ArrowDown' ? 0 : last);
      } else if (e.key === 'Escape' && !box.hidden) {
        e.preventDefault();
        close();
      } else if (e.key === 'Enter') {
        if (!box.hidden && current >= 0) {
          e.preventDefault();
          go(options[current]);
        } else close();
      }
    });
    input.addEventListener('blur', close);
    box.addEventListener('mousedown', (e) => e.preventDefault()); // the field keeps its focus
  };

  document.querySelectorAll('form[role=search] input[name=q]').forEach(suggest);
  for (const button of document.querySelectorAll('[data-drucken]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
})();
