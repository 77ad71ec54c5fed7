using System.Globalization;

namespace Palimpsest.Cli.Display;

/// <summary>Speed and remaining time from the progress so far. Time spent on anything but steps (loading, decoding) is not counted.</summary>
internal sealed class StepClock(TimeProvider time)
{
    private TimeSpan _measured;
    private double _measuredSteps;
    private double _done;
    private long _last;
    private bool _isPaused = true;

    /// <summary>Something other than a step goes on; the progress after it is not measured, since it began at an unknown time.</summary>
    public void Pause() => _isPaused = true;

    /// <summary>So many steps are done, parts of a step included. "5/20, 1.25 s per step, 0:19 left"; the first report has no figures.</summary>
    public string Progress(double done, int total)
    {
        long now = time.GetTimestamp();
        if (!_isPaused)
        {
            _measured += time.GetElapsedTime(_last, now);
            _measuredSteps += done - _done;
        }

        (_last, _done, _isPaused) = (now, done, false);
        string count = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(done)}/{total}");
        if (_measuredSteps <= 0)
        {
            return count;
        }

        TimeSpan each = _measured / _measuredSteps;
        TimeSpan left = each * Math.Max(0, total - done);
        return string.Create(CultureInfo.InvariantCulture, $"{count}, {each.TotalSeconds:0.00} s per step, {Text(left)} left");
    }

    /// <summary>"0:19", "1:38:00".</summary>
    public static string Text(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
