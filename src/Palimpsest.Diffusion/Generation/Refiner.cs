using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Diffusion.Generation;

/// <summary>webui's refiner: another checkpoint that takes over on the way and continues from the same latent.</summary>
/// <param name="Checkpoint">A file's path or name; see <see cref="CheckpointShelf"/>.</param>
/// <param name="SwitchAt">The part of the noise, 0.01 to 1, after which it takes over; null: at once. Written to the infotext as it is.</param>
public sealed record Refiner(string Checkpoint, PythonNumber? SwitchAt = null);
