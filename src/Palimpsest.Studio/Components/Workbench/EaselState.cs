namespace Palimpsest.Studio.Components.Workbench;

/// <summary>What the canvas tells of itself.</summary>
/// <param name="Tool">"brush" or "eraser".</param>
/// <param name="Size">The brush's diameter in pixels of the picture.</param>
/// <param name="Colour">Of sketches: "#rrggbb".</param>
public sealed record EaselState(string Tool, int Size, string Colour, bool CanUndo, bool CanRedo);
