namespace Palimpsest.Studio.Jobs;

/// <summary>Times in words.</summary>
public static class Duration
{
    /// <summary>"12 s", "3 min 20 s", "2 h 5 min".</summary>
    public static string Text(TimeSpan time) => time.TotalSeconds < 60 ? $"{Math.Max(1, Math.Ceiling(time.TotalSeconds)):0} s"
        : time.TotalMinutes < 60 ? $"{(int)time.TotalMinutes} min {time.Seconds} s"
        : $"{(int)time.TotalHours} h {time.Minutes} min";
}
