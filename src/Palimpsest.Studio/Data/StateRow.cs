namespace Palimpsest.Studio.Data;

/// <summary>A thing to remember over restarts.</summary>
internal sealed class StateRow
{
    /// <summary>Of <see cref="Value"/>: whether the queue is paused.</summary>
    public const string Paused = "paused";

    public required string Key { get; init; }

    public required string Value { get; set; }
}
