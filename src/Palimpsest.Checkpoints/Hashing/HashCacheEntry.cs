namespace Palimpsest.Checkpoints;

/// <summary>A remembered hash and what the file looked like when it was computed.</summary>
/// <param name="ModifiedTicks">UTC modification time in 100 ns ticks.</param>
internal sealed record HashCacheEntry(long LengthBytes, long ModifiedTicks, string Hash);
