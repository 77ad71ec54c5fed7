namespace Palimpsest.Studio.Data;

/// <summary>The time as it is stored.</summary>
internal static class Clock
{
    /// <summary>Milliseconds since 1970, UTC.</summary>
    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
