namespace Palimpsest.Studio.Jobs;

/// <summary>A picture on its way. Its file is made when somebody looks at it.</summary>
/// <param name="number">Counts up over all previews of all jobs; webui's id_live_preview.</param>
public sealed class LivePreview(long number, Func<byte[]> encode)
{
    private static long _last;

    private readonly Lazy<byte[]> _file = new(encode);

    /// <summary>Under the next number.</summary>
    public LivePreview(Func<byte[]> encode)
        : this(Interlocked.Increment(ref _last), encode)
    {
    }

    public long Number => number;

    /// <summary>A PNG file.</summary>
    public byte[] File => _file.Value;
}
