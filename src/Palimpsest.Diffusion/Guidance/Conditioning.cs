namespace Palimpsest.Diffusion.Guidance;

/// <summary>An encoded prompt. Compared by identity: the same object means the same numbers, so models may keep what they derived from it.</summary>
public sealed class Conditioning
{
    /// <param name="tokens">[L,D], one vector for each token.</param>
    /// <param name="width">D.</param>
    /// <param name="vector">SDXL's pooled text and sizes; null for other models.</param>
    /// <exception cref="ArgumentException">The tokens are none, or no whole number of vectors.</exception>
    public Conditioning(float[] tokens, int width, float[]? vector = null)
    {
        if (width < 1 || tokens.Length == 0 || tokens.Length % width != 0)
        {
            throw new ArgumentException($"{tokens.Length} numbers are not one or more token vectors of {width}.", nameof(tokens));
        }

        (Tokens, Width, Vector) = (tokens, width, vector);
    }

    public float[] Tokens { get; }

    public int Width { get; }

    public float[]? Vector { get; }

    public int TokenCount => Tokens.Length / Width;

    /// <summary>The first <paramref name="tokenCount"/> vectors, or all of them and the last one repeated.</summary>
    internal Conditioning Resized(int tokenCount)
    {
        var tokens = new float[tokenCount * Width];
        Tokens.AsSpan(0, Math.Min(Tokens.Length, tokens.Length)).CopyTo(tokens);
        for (int i = Tokens.Length; i < tokens.Length; i++)
        {
            tokens[i] = tokens[i - Width];
        }

        return new Conditioning(tokens, Width, Vector);
    }

    /// <summary>These vectors followed by those of another one, some times over.</summary>
    internal Conditioning Extended(Conditioning by, int times) =>
        new([.. Tokens, .. Enumerable.Repeat(by.Tokens, times).SelectMany(tokens => tokens)], Width, Vector);
}
