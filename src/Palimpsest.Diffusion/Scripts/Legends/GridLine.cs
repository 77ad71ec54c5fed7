namespace Palimpsest.Diffusion.Scripts.Legends;

/// <summary>A line of a label.</summary>
/// <param name="IsActive">Else it is grey and struck through.</param>
internal readonly record struct GridLine(string Text, bool IsActive);
