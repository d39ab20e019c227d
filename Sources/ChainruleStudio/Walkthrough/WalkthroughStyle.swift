/// The style of a walk-through page, for light and dark.
let walkthroughStyle = """
    :root { --ground: #ffffff; --text: #24292f; --faint: #6e7781; --line: #d0d7de; --fill: #f6f8fa; --value: #1a7f37;
      --gradient: #cf222e; --mark: #fff8c5; --focus: #0969da; color-scheme: light dark; }
    @media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --text: #e6edf3; --faint: #9198a1; --line: #3d444d;
      --fill: #161b22; --value: #3fb950; --gradient: #ff7b72; --mark: #3a3000; --focus: #4493f8; } }
    * { box-sizing: border-box; }
    body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 16px/1.45 Arial, Helvetica, "Liberation Sans", sans-serif; color: var(--text);
      background: var(--ground); }
    header { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; align-items: baseline; padding: 0.6rem 1rem;
      border-bottom: 1px solid var(--line); }
    h1 { font-size: 1.1rem; margin: 0; } h2 { font-size: 1rem; margin: 1rem 0 0.3rem; }
    nav button { border: 0; background: none; color: var(--focus); padding: 0.2rem; min-height: 0; }
    main { display: flex; flex: 1; min-height: 0; }
    #board { flex: 1; overflow: auto; padding: 1rem; }
    aside { width: 25rem; max-width: 45vw; padding: 0.8rem 1rem; border-left: 1px solid var(--line); overflow: auto; }
    @media (max-width: 800px) { main { flex-direction: column; } aside { width: auto; max-width: none; max-height: 55vh;
      border-left: 0; border-top: 1px solid var(--line); } }
    section svg { display: block; margin: 0 auto; max-width: none; height: auto; }
    button, select { font: inherit; color: inherit; background: var(--fill); border: 1px solid var(--line);
      border-radius: 6px; padding: 0.4rem 0.7rem; min-height: 44px; cursor: pointer; }
    button:disabled { opacity: 0.4; cursor: default; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
    #controls { display: flex; gap: 0.4rem; } #controls #next { flex: 1; }
    #place { height: 4px; margin: 0.7rem 0; background: var(--fill); border-radius: 2px; }
    #place > div { height: 100%; border-radius: 2px; background: var(--faint); }
    .phase { color: var(--faint); font-size: 0.85rem; }
    table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; font-size: 0.9rem; }
    th { text-align: left; font-weight: normal; color: var(--faint); font-size: 0.8rem; }
    td, th { padding: 0.2rem 0.5rem 0.2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
    .value { color: var(--value); } .gradient { color: var(--gradient); } .faint, .hint { color: var(--faint); }
    .hint { font-size: 0.8rem; }
    .pattern { background: var(--mark); padding: 0.4rem 0.6rem; border-radius: 6px; margin: 0.5rem 0; }
    svg g.node { cursor: pointer; }
    svg g.current ellipse, svg g.current path, svg g.current polygon { stroke-width: 3px; fill: var(--mark); }
    svg g.edge.current path { fill: none; }
    svg g.hides-value text[fill="#1a7f37"], svg g.hides-value image.value-picture { visibility: hidden; }
    svg g.hides-gradient text[fill="#cf222e"], svg g.hides-gradient image.gradient-picture { visibility: hidden; }
    svg g.edge.hides-gradient text { visibility: hidden; }
    svg g.pinned text { text-decoration: underline; }
    """
