namespace Palimpsest.Diffusion.Noise;

/// <summary>The noise of a batch of pictures, draw after draw, each picture from its own generators.</summary>
public interface INoiseStream
{
    /// <summary>Writes the next draw for the whole batch, [B,C,H,W].</summary>
    void Next(Span<float> destination);
}
