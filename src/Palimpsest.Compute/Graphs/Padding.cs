namespace Palimpsest.Compute;

/// <summary>Rows and columns added around a feature map before a convolution: zeros, or the opposite edge when <see cref="Circular"/> (tiling pictures).</summary>
public readonly record struct Padding(int Top, int Left, int Bottom, int Right, bool Circular = false)
{
    /// <summary>The same on all four sides.</summary>
    public static Padding Same(int size) => new(size, size, size, size);
}
