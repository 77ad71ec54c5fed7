using System.Globalization;

namespace Palimpsest.Cli.Display;

/// <summary>Speed and remaining time from the steps so far. Time outside steps (loading, decoding) is not counted.</summary>
internal sealed class StepClock(TimeProvider time)
{
    private TimeSpan _measured;
    private int _steps;
    private long _last = time.GetTimestamp();
    private bool _isPaused = true;

    /// <summary>Something other than a step goes on; the step after it is not measured, since it began at an unknown time.</summary>
    public void Pause() => _isPaused = true;

    /// <summary>A step is done. "5/20, 1.25 s per step, 0:19 left"; the first step, of which only the end is known, has no figures.</summary>
    public string Step(int done, int total)
    {
        long now = time.GetTimestamp();
        if (!_isPaused)
        {
            _measured += time.GetElapsedTime(_last, now);
            _steps++;
        }

        _last = now;
        _isPaused = false;
        if (_steps == 0)
        {
            return $"{done}/{total}";
        }

        TimeSpan each = _measured / _steps;
        TimeSpan left = each * (total - done);
        string leftText = left.ToString(left.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{done}/{total}, {each.TotalSeconds:0.00} s per step, {leftText} left");
    }
}
