namespace Palimpsest.Diffusion.Infotext;

/// <summary>
/// Parameters in the order in which their keys were first set; setting a key again replaces the value and keeps the place.
/// A value may differ from image to image of a job. Null values hold a place and are not written.
/// </summary>
public sealed class InfotextParameters
{
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, Func<int, string?>> _values = [];

    /// <summary>The keys, in order of first setting.</summary>
    public IReadOnlyList<string> Keys => _keys;

    public void Set(string key, string? value) => Set(key, _ => value);

    public void Set(string key, PythonNumber? value) => Set(key, value?.ToString());

    public void Set(string key, bool value) => Set(key, InfotextValue.OfBoolean(value));

    /// <summary>One value for each image of the job; an image beyond the list has none.</summary>
    public void SetPerImage(string key, IReadOnlyList<string?> values) => Set(key, image => image < values.Count ? values[image] : null);

    /// <summary>Takes over all parameters of another set, as if they were set here in their order.</summary>
    public void SetAll(InfotextParameters others)
    {
        foreach (string key in others._keys)
        {
            Set(key, others._values[key]);
        }
    }

    /// <summary>The value for an image, counted over the whole job; null when there is none.</summary>
    public string? Get(string key, int image = 0) => _values.TryGetValue(key, out Func<int, string?>? value) ? value(image) : null;

    private void Set(string key, Func<int, string?> value)
    {
        if (!_values.ContainsKey(key))
        {
            _keys.Add(key);
        }

        _values[key] = value;
    }
}
