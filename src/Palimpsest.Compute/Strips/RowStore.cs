namespace Palimpsest.Compute;

/// <summary>
/// A feature map kept between the steps of a strip plan, read and written a few rows at a time. Elements are float32, counted
/// from the start of the map.
/// </summary>
internal abstract class RowStore : IDisposable
{
    /// <summary>Fills <paramref name="destination"/> with the elements from <paramref name="start"/> on.</summary>
    public abstract void Read(long start, Span<float> destination);

    /// <summary>Replaces the elements from <paramref name="start"/> on.</summary>
    public abstract void Write(long start, ReadOnlySpan<float> source);

    public abstract void Dispose();
}
