// Painting over a picture: masks and sketches. The layer has the picture's own pixels; strokes are kept as lines, so that undo draws them anew.

import { upload } from "./studio.js";

const smallestZoom = 0.2, largestZoom = 15, largestBrush = 400, uploadDelay = 250;

class Easel {
    constructor(host, owner, options) {
        this.host = host;
        this.owner = owner;
        this.options = options;
        this.tool = "brush";
        this.size = 40;
        this.colour = options.colour;
        this.strokes = [];
        this.undone = [];
        this.base = null;
        this.pointers = new Map();
        this.cursor = null;
        this.penDown = false;
        this.view = document.createElement("canvas");
        this.view.setAttribute("aria-hidden", "true");
        host.replaceChildren(this.view);
        this.layer = document.createElement("canvas");
        this.tint = document.createElement("canvas");
        this.listeners = [];
        this.resizer = new ResizeObserver(() => this.draw());
        this.resizer.observe(host);
        this.listen();
    }

    async load() {
        this.picture = await image(this.options.picture);
        const width = this.picture.naturalWidth, height = this.picture.naturalHeight;
        for (const canvas of [this.layer, this.tint]) {
            canvas.width = width;
            canvas.height = height;
        }

        this.size = Math.round(Math.max(width, height) / 14);
        this.cursor = { x: width / 2, y: height / 2 };
        this.base = this.options.layer ? await image(this.options.layer) : null;
        this.fit();
        this.repaint();
        this.tell();
    }

    listen() {
        const on = (type, act, options) => {
            this.host.addEventListener(type, act, options);
            this.listeners.push([type, act]);
        };
        on("pointerdown", event => this.press(event));
        on("pointermove", event => this.move(event));
        on("pointerup", event => this.lift(event));
        on("pointercancel", event => this.lift(event));
        on("pointerleave", () => { this.hovering = false; this.draw(); });
        on("wheel", event => this.wheel(event), { passive: false });
        on("keydown", event => this.key(event));
        on("keyup", event => { if (event.key.toLowerCase() === "f") { this.panning = false; } });
        on("blur", () => { this.panning = false; this.endKeyStroke(); this.draw(); });
        on("focus", () => this.draw());
    }

    // Places: the view shows the picture at scale · zoom, moved by pan.

    get fitScale() {
        const box = this.host.getBoundingClientRect();
        return Math.min(box.width / this.layer.width, box.height / this.layer.height);
    }

    get scale() { return this.fitScale * this.zoom; }

    get origin() {
        const box = this.host.getBoundingClientRect();
        return {
            x: (box.width - this.layer.width * this.scale) / 2 + this.pan.x,
            y: (box.height - this.layer.height * this.scale) / 2 + this.pan.y,
        };
    }

    place(event) {
        const box = this.host.getBoundingClientRect(), origin = this.origin;
        return { x: (event.clientX - box.left - origin.x) / this.scale, y: (event.clientY - box.top - origin.y) / this.scale };
    }

    fit() {
        this.zoom = 1;
        this.pan = { x: 0, y: 0 };
        this.draw();
    }

    zoomBy(factor, centre) {
        const box = this.host.getBoundingClientRect();
        const at = centre ?? { x: box.width / 2, y: box.height / 2 };
        const before = this.origin, scale = this.scale;
        this.zoom = Math.min(largestZoom, Math.max(smallestZoom, this.zoom * factor));
        const grown = this.scale / scale;
        const after = this.origin;
        this.pan.x += at.x - (at.x - before.x) * grown - after.x;
        this.pan.y += at.y - (at.y - before.y) * grown - after.y;
        this.draw();
    }

    // Strokes

    press(event) {
        this.host.focus({ preventScroll: true });
        this.host.setPointerCapture(event.pointerId);
        this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
        if (this.pointers.size === 2) {
            this.abandon();
            return;
        }

        if (event.button === 1 || this.panning) {
            this.dragging = true;
        } else if (event.button === 0) {
            this.begin(this.place(event));
        }

        event.preventDefault();
    }

    move(event) {
        const last = this.pointers.get(event.pointerId);
        if (this.pointers.size === 2 && last) {
            this.pinch(event, last);
        } else if (last && this.dragging) {
            this.pan.x += event.clientX - last.x;
            this.pan.y += event.clientY - last.y;
        }

        if (last) {
            this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
        }

        this.hovering = event.pointerType !== "touch";
        this.cursor = this.place(event);
        if (this.stroke && this.pointers.size === 1) {
            for (const point of event.getCoalescedEvents?.() ?? [event]) {
                this.extend(this.place(point));
            }
        }

        this.draw();
    }

    lift(event) {
        this.pointers.delete(event.pointerId);
        this.dragging = false;
        this.end();
    }

    pinch(event, last) {
        const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
        const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
        const now = { x: event.clientX, y: event.clientY }, box = this.host.getBoundingClientRect();
        this.pan.x += (now.x - last.x) / 2;
        this.pan.y += (now.y - last.y) / 2;
        const centre = { x: (now.x + other.x) / 2 - box.left, y: (now.y + other.y) / 2 - box.top };
        this.zoomBy(distance(now, other) / Math.max(1, distance(last, other)), centre);
    }

    begin(point) {
        this.stroke = { tool: this.tool, size: this.size, colour: this.colour, points: [point] };
        this.paint(this.stroke, 0);
        this.draw();
    }

    extend(point) {
        this.stroke.points.push(point);
        this.paint(this.stroke, this.stroke.points.length - 2);
    }

    end() {
        if (this.stroke) {
            this.keep(this.stroke);
            this.stroke = null;
        }
    }

    abandon() {
        this.stroke = null;
        this.repaint();
    }

    keep(stroke) {
        this.strokes.push(stroke);
        this.undone = [];
        this.changed();
    }

    /** Draws a stroke from one of its points on. */
    paint(stroke, from) {
        const context = this.layer.getContext("2d");
        context.globalCompositeOperation = stroke.tool === "eraser" ? "destination-out" : "source-over";
        context.fillStyle = context.strokeStyle = stroke.colour;
        if (stroke.tool === "clear") {
            context.clearRect(0, 0, this.layer.width, this.layer.height);
        } else if (stroke.tool === "fill") {
            context.fillRect(0, 0, this.layer.width, this.layer.height);
        } else if (stroke.points.length === 1) {
            context.beginPath();
            context.arc(stroke.points[0].x, stroke.points[0].y, stroke.size / 2, 0, 2 * Math.PI);
            context.fill();
        } else {
            context.lineWidth = stroke.size;
            context.lineCap = context.lineJoin = "round";
            context.beginPath();
            stroke.points.slice(Math.max(0, from)).forEach((point, i) => i === 0 ? context.moveTo(point.x, point.y) : context.lineTo(point.x, point.y));
            context.stroke();
        }

        context.globalCompositeOperation = "source-over";
    }

    repaint() {
        const context = this.layer.getContext("2d");
        context.clearRect(0, 0, this.layer.width, this.layer.height);
        if (this.base) {
            context.drawImage(this.base, 0, 0, this.layer.width, this.layer.height);
        }

        this.strokes.forEach(stroke => this.paint(stroke, 0));
        this.draw();
    }

    undo() {
        const stroke = this.strokes.pop();
        if (stroke) {
            this.undone.push(stroke);
            this.repaint();
            this.changed();
        }
    }

    redo() {
        const stroke = this.undone.pop();
        if (stroke) {
            this.strokes.push(stroke);
            this.repaint();
            this.changed();
        }
    }

    /** All of the picture at once: "fill" or "clear"; undo brings the strokes back. */
    cover(tool) {
        const stroke = { tool, colour: this.colour, size: 0, points: [] };
        this.paint(stroke, 0);
        this.keep(stroke);
        this.draw();
    }

    setTool(tool) { this.tool = tool; this.tell(); }
    setColour(colour) { this.colour = colour; this.tell(); }
    setSize(size) { this.size = Math.min(largestBrush, Math.max(1, size)); this.draw(); this.tell(); }

    // Keys and wheel, as in webui where it has them

    wheel(event) {
        if (event.altKey) {
            const box = this.host.getBoundingClientRect();
            this.zoomBy(event.deltaY < 0 ? 1.15 : 1 / 1.15, { x: event.clientX - box.left, y: event.clientY - box.top });
            event.preventDefault();
        } else if (event.ctrlKey) {
            this.setSize(this.size * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
            event.preventDefault();
        }
    }

    key(event) {
        const control = event.ctrlKey || event.metaKey, step = event.shiftKey ? 1 : Math.max(1, this.size / 4);
        const arrows = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
        const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
        const plain = {
            " ": () => this.togglePen(), b: () => this.setTool("brush"), e: () => this.setTool("eraser"),
            q: () => this.setSize(this.size / 1.15), w: () => this.setSize(this.size * 1.15), "[": () => this.setSize(this.size / 1.15), "]": () => this.setSize(this.size * 1.15),
            s: () => this.fit(), r: () => this.fit(), "+": () => this.zoomBy(1.25), "-": () => this.zoomBy(0.8), f: () => { this.panning = true; },
        };
        if (control && key === "z") {
            event.shiftKey ? this.redo() : this.undo();
        } else if (control && key === "y") {
            this.redo();
        } else if (!control && !event.altKey && arrows[key]) {
            this.step(arrows[key]);
        } else if (!control && !event.altKey && plain[key]) {
            plain[key]();
        } else {
            return;
        }

        event.preventDefault();
    }

    /** The space bar puts the pen down and lifts it; arrows draw while it is down. */
    togglePen() {
        if (this.penDown) {
            this.endKeyStroke();
        } else {
            this.penDown = true;
            this.begin({ ...this.cursor });
        }
    }

    endKeyStroke() {
        if (this.penDown) {
            this.penDown = false;
            this.end();
        }
    }

    step([x, y]) {
        this.cursor = {
            x: Math.min(this.layer.width, Math.max(0, this.cursor.x + x)),
            y: Math.min(this.layer.height, Math.max(0, this.cursor.y + y)),
        };
        if (this.penDown) {
            this.extend({ ...this.cursor });
        }

        this.draw();
    }

    // Showing

    draw() {
        if (!this.picture || this.waiting) {
            return;
        }

        this.waiting = true;
        requestAnimationFrame(() => {
            this.waiting = false;
            this.drawNow();
        });
    }

    drawNow() {
        const box = this.host.getBoundingClientRect(), dense = window.devicePixelRatio || 1;
        const [width, height] = [Math.round(box.width * dense), Math.round(box.height * dense)];
        if (this.view.width !== width || this.view.height !== height) {
            this.view.width = width;
            this.view.height = height;
        }

        const context = this.view.getContext("2d"), origin = this.origin, scale = this.scale;
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, width, height);
        context.setTransform(scale * dense, 0, 0, scale * dense, origin.x * dense, origin.y * dense);
        context.drawImage(this.picture, 0, 0);
        if (this.options.isMask) {
            context.globalAlpha = 0.6;
            context.drawImage(this.tinted(), 0, 0);
            context.globalAlpha = 1;
        } else {
            context.drawImage(this.layer, 0, 0);
        }

        if (this.hovering || document.activeElement === this.host) {
            this.drawCursor(context, scale);
        }
    }

    /** The mask in a colour that shows on any picture. */
    tinted() {
        const context = this.tint.getContext("2d");
        context.globalCompositeOperation = "copy";
        context.drawImage(this.layer, 0, 0);
        context.globalCompositeOperation = "source-in";
        context.fillStyle = "#e2583a";
        context.fillRect(0, 0, this.tint.width, this.tint.height);
        return this.tint;
    }

    drawCursor(context, scale) {
        for (const [colour, grown] of [["#000000", 1], ["#ffffff", 0]]) {
            context.beginPath();
            context.arc(this.cursor.x, this.cursor.y, this.size / 2 + grown / scale, 0, 2 * Math.PI);
            context.lineWidth = (this.penDown ? 3 : 1.5) / scale;
            context.strokeStyle = colour;
            context.stroke();
        }
    }

    // Telling the server

    tell() {
        if (this.gone) {
            return;
        }

        this.owner.invokeMethodAsync("OnEasel", {
            tool: this.tool, size: Math.round(this.size), colour: this.colour, canUndo: this.strokes.length > 0, canRedo: this.undone.length > 0,
        });
    }

    changed() {
        this.tell();
        this.unsent = true;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.flush(), uploadDelay);
    }

    /** Sends what is not sent yet; done when the server has the layer as it is now. */
    async flush() {
        clearTimeout(this.timer);
        this.endKeyStroke();
        if (this.sending) {
            await this.sending;
        }

        if (this.unsent) {
            this.unsent = false;
            this.sending = this.send();
            await this.sending;
            this.sending = null;
        }
    }

    async send() {
        const blob = await new Promise(done => this.layer.toBlob(done, "image/png"));
        try {
            const stored = await upload(blob, this.options.address);
            if (!this.gone) {
                await this.owner.invokeMethodAsync("OnLayer", stored);
            }
        } catch (error) {
            this.unsent = true;
            if (!this.gone) {
                await this.owner.invokeMethodAsync("OnRefused", `The painting was not kept: ${error.message}`);
            }
        }
    }

    /** The component that it belongs to has left the page: nobody is there to be told. */
    dispose() {
        this.gone = true;
        clearTimeout(this.timer);
        this.resizer.disconnect();
        this.listeners.forEach(([type, act]) => this.host.removeEventListener(type, act));
        this.host.replaceChildren();
    }
}

const image = source => new Promise((done, failed) => {
    const element = new Image();
    element.onload = () => done(element);
    element.onerror = () => failed(new Error(`${source} cannot be shown.`));
    element.src = source;
});

/** @param options picture and layer (addresses), isMask, colour, address (where layers are sent). */
export async function mount(host, owner, options) {
    const easel = new Easel(host, owner, options);
    await easel.load();
    return easel;
}
