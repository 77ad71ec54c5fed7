namespace Palimpsest.Studio.Components.Controls;

/// <summary>Ids from labels: "Mask blur" is mask-blur.</summary>
public static class Slug
{
    public static string Of(string label) => string.Concat(label.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
}
