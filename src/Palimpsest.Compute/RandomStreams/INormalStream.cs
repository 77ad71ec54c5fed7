namespace Palimpsest.Compute.RandomStreams;

/// <summary>A seeded stream of standard normal numbers. How a request is cut into calls can matter: see the implementations.</summary>
public interface INormalStream
{
    /// <summary>Draws one tensor's worth of numbers: all of <paramref name="destination"/> is written.</summary>
    void Fill(Span<float> destination);
}
