// Una lista larga que se desliza: sólo pide al programa los renglones que están a la vista y no guarda los demás.
const APARTE = ["Los demás", "Sin dato"];  // barras que no son de un valor
const ALTO = 32, PAGINA = 100, PAGINAS = 12, MAXIMO = 6_000_000;

function nodo(etiqueta, atributos = {}, ...hijos) {
  const n = document.createElement(etiqueta);
  for (const [nombre, valor] of Object.entries(atributos)) n.setAttribute(nombre, valor);
  n.append(...hijos);
  return n;
}

function render({ model, el }) {
  const columnas = model.get("columnas");
  const plantilla = columnas.map((c) => `minmax(${c.ancho}rem,${c.ancho * c.crece}fr)`).join(" ");
  const ancho = columnas.reduce((suma, c) => suma + c.ancho, 0);
  const cuenta = nodo("p", { class: "rj-cuenta", role: "status" });
  const cabeza = nodo("div", { class: "rj-fila rj-cabeza", role: "row", style: `grid-template-columns:${plantilla}` });
  const filtros = nodo("div", { class: "rj-fila rj-filtros", role: "row", style: `grid-template-columns:${plantilla}` });
  const repartos = nodo("div", { class: "rj-fila rj-repartos", role: "row", style: `grid-template-columns:${plantilla}` });
  const renglones = nodo("div", { class: "rj-renglones" });
  const relleno = nodo("div", { class: "rj-relleno" }, renglones);
  const cuerpo = nodo("div", { class: "rj-cuerpo", tabindex: "0" }, relleno);
  const tabla = nodo("div", { class: "rj-tabla", role: "grid", "aria-label": model.get("rotulo"), style: `width:max(100%,${ancho}rem)` }, cabeza, filtros, cuerpo);
  if (model.get("reparte")) cabeza.after(repartos);
  const marco = nodo("div", { class: "rj" }, nodo("div", { class: "rj-ancho" }, tabla), cuenta);
  el.append(marco);

  let orden = model.get("orden"), dichos = {}, total = 0, virtual = 0, activa = 0, turno = 0, espera = 0;
  let paginas = new Map(), pedidas = new Set(), propio = false;

  // encabezados: oprimirlos ordena; otra vez, al revés
  const botones = columnas.map((c) => {
    const boton = nodo("button", { type: "button", title: `Ordenar por ${c.titulo}` }, c.titulo);
    const celda = nodo("div", { role: "columnheader", class: c.clase }, boton);
    boton.onclick = () => {
      orden = orden[0] === c.clave ? [c.clave, !orden[1]] : [c.clave, c.clase === "n"];
      empezar();
    };
    cabeza.append(celda);
    return celda;
  });
  const entradas = columnas.map((c) => {
    const celda = nodo("div", { role: "gridcell" });
    filtros.append(celda);
    if (!c.filtra) return null;
    const entrada = c.opciones.length
      ? nodo("select", {}, nodo("option", { value: "" }, "Todas"), ...c.opciones.map(([v, t]) => nodo("option", { value: v }, t)))
      : nodo("input", { type: "search", placeholder: c.pista || "contiene…", autocomplete: "off", spellcheck: "false" });
    entrada.setAttribute("aria-label", `Filtrar por ${c.titulo}`);
    entrada.oninput = () => {
      clearTimeout(espera);
      espera = setTimeout(() => { dichos[c.clave] = entrada.value; empezar(); }, c.opciones.length ? 0 : 250);
    };
    celda.append(entrada);
    return entrada;
  });

  // cómo se reparte lo que se ve: las cuentas llegan hechas; aquí sólo se dibujan y se dicen
  const celdas = columnas.map(() => nodo("div", { role: "gridcell" }));
  repartos.append(...celdas);
  function repartir(dichas) {
    columnas.forEach((c, k) => {
      const pares = dichas[c.clave] || [], mayor = Math.max(1, ...pares.map((p) => p[1]));
      const dicho = pares.map(([que, n]) => `${que}: ${n.toLocaleString("es-MX")}`);
      if (!pares.length) { celdas[k].replaceChildren(); return; }
      const barras = pares.map(([que, n], j) => {
        const barra = nodo("span", { class: `rj-barra${APARTE.includes(que) ? " rj-aparte" : ""}`, title: dicho[j] });
        barra.style.height = n ? `${Math.max(4, Math.round(100 * n / mayor))}%` : "0";
        return barra;
      });
      const propias = pares.filter((p) => !APARTE.includes(p[0])), tope = Math.max(...propias.map((p) => p[1]));
      const moda = dicho[pares.indexOf(propias.find((p) => p[1] === tope))] || dicho[0];
      celdas[k].replaceChildren(
        nodo("div", { class: "rj-barras", role: "img", "aria-label": `${c.titulo}. ${dicho.join("; ")}` }, ...barras),
        nodo("div", { class: "rj-moda", title: moda, "aria-hidden": "true" }, moda));
    });
  }

  const visibles = () => Math.max(1, Math.ceil(cuerpo.clientHeight / ALTO));
  const alto = () => Math.min(total * ALTO, MAXIMO);
  const hondo = () => Math.max(0, total * ALTO - cuerpo.clientHeight);
  // con millones de renglones la barra representa más de lo que mide
  const escala = () => (alto() > cuerpo.clientHeight ? hondo() / (alto() - cuerpo.clientHeight) : 1) || 1;

  function empezar() {
    turno += 1; paginas = new Map(); pedidas = new Set(); virtual = 0; activa = 0;
    cuerpo.scrollTop = 0;
    columnas.forEach((c, k) => botones[k].setAttribute("aria-sort",
      orden[0] !== c.clave ? "none" : orden[1] ? "descending" : "ascending"));
    pedir(0);
  }
  function pedir(pagina) {
    if (pedidas.has(pagina)) return;
    pedidas.add(pagina);
    model.send({ turno, pagina, desde: pagina * PAGINA, cuantos: PAGINA, orden, filtros: dichos });
  }
  function mover(a) {
    virtual = Math.min(hondo(), Math.max(0, a));
    propio = true;
    cuerpo.scrollTop = virtual / escala();
    pintar();
  }
  function pintar() {
    const primera = Math.floor(virtual / ALTO), hasta = Math.min(total, primera + visibles() + 1);
    relleno.style.height = `${alto()}px`;
    renglones.style.transform = `translateY(${cuerpo.scrollTop - (virtual % ALTO)}px)`;
    const hijos = [];
    for (let k = primera; k < hasta; k++) {
      const filas = paginas.get(Math.floor(k / PAGINA)), fila = filas && filas[k % PAGINA];
      if (!filas) pedir(Math.floor(k / PAGINA));
      const suya = nodo("div", {
        class: `rj-fila${k === activa ? " rj-activa" : ""}${fila && fila[0] === model.get("elegido") ? " rj-elegida" : ""}`,
        role: "row", "aria-rowindex": k + 2, style: `grid-template-columns:${plantilla}`,
      });
      columnas.forEach((c, n) => {
        const dicho = fila ? fila[1][n] : "…";
        suya.append(nodo("div", { role: "gridcell", class: `${c.clase} ${c.tinta ? `rj-${dicho}` : ""}`, title: dicho }, c.tinta && fila ? c.tinta[dicho] ?? dicho : dicho));
      });
      if (fila) suya.onclick = () => { activa = k; elegir(fila[0]); };
      hijos.push(suya);
    }
    renglones.replaceChildren(...hijos);
    if (paginas.size > PAGINAS) {
      const cerca = Math.floor(primera / PAGINA);
      for (const p of paginas.keys()) if (Math.abs(p - cerca) > PAGINAS / 2) { paginas.delete(p); pedidas.delete(p); }
    }
    tabla.setAttribute("aria-rowcount", total + 1);
  }
  function elegir(clave) { model.set("elegido", clave); model.send({ elige: clave }); pintar(); }

  cuerpo.onscroll = () => {
    if (propio) { propio = false; return; }
    virtual = Math.min(hondo(), cuerpo.scrollTop * escala());
    pintar();
  };
  cuerpo.addEventListener("wheel", (e) => {
    if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) return;
    const antes = virtual;
    mover(virtual + e.deltaY);
    if (virtual !== antes) e.preventDefault();
  }, { passive: false });
  cuerpo.onkeydown = (e) => {
    const pasos = { ArrowDown: 1, ArrowUp: -1, PageDown: visibles() - 1, PageUp: 1 - visibles(), Home: -total, End: total };
    if (e.key in pasos) {
      activa = Math.min(total - 1, Math.max(0, activa + pasos[e.key]));
      const arriba = activa * ALTO, abajo = arriba + ALTO - cuerpo.clientHeight;
      mover(arriba < virtual ? arriba : abajo > virtual ? abajo : virtual);
    } else if (e.key === "Enter") {
      const filas = paginas.get(Math.floor(activa / PAGINA));
      if (filas) elegir(filas[activa % PAGINA][0]);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  };
  // que las teclas con que se escribe un filtro no sean órdenes del cuaderno
  marco.addEventListener("keydown", (e) => e.stopPropagation());

  model.on("msg:custom", (m) => {
    if (m.turno !== turno) return;
    if (m.falla) { cuenta.textContent = m.falla; return; }
    if (m.repartos) { repartir(m.repartos); return; }
    total = m.total;
    paginas.set(m.pagina, m.filas);
    cuenta.textContent = `${total.toLocaleString("es-MX")} ${total === 1 ? model.get("uno") : model.get("varios")}`;
    pintar();
    // después de enseñar: contar no retrasa la lista
    if (m.pagina === 0 && model.get("reparte")) model.send({ turno, reparte: true, desde: 0, cuantos: 1, orden, filtros: dichos });
  });
  model.on("change:version", empezar);
  model.on("change:elegido", pintar);
  const mira = new ResizeObserver(() => pintar());
  mira.observe(cuerpo);
  empezar();
  return () => mira.disconnect();
}
export default { render };
