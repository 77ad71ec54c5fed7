namespace Palimpsest.Studio.Models;

/// <summary>A checkpoint that can be chosen.</summary>
/// <param name="FileName">Relative to its folder, with "/": "folder/model.safetensors".</param>
/// <param name="Path">Absolute.</param>
public sealed record ShelfCheckpoint(string FileName, string Path)
{
    /// <summary>webui's title: the file's name, and the short hash once it is known: "model.safetensors [6ce0161689]".</summary>
    public string Title => ShortHash is null ? FileName : $"{FileName} [{ShortHash}]";

    /// <summary>webui's model_name: without extension, folders joined by "_".</summary>
    public string ModelName => System.IO.Path.ChangeExtension(FileName, null).Replace('/', '_').Replace('\\', '_');

    /// <summary>SHA-256 of the file; null until it was computed once.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Its first ten digits.</summary>
    public string? ShortHash => Sha256?[..10];

    public long Bytes { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Shipped beside the program, not of the data folder.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>Whether it is in memory.</summary>
    public bool IsLoaded { get; init; }
}
