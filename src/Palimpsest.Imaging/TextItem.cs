namespace Palimpsest.Imaging;

/// <summary>One named text of a picture file, such as webui's "parameters".</summary>
public sealed record TextItem(string Key, string Value);
