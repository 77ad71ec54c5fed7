namespace Palimpsest.Studio.Models;

/// <summary>What can be named in a prompt, as people choose it (webui.md 14.11).</summary>
/// <param name="Name">As prompts call it; a checkpoint's file name.</param>
/// <param name="Path">The file, absolute.</param>
public sealed record NetworkCard(string Name, string Path)
{
    /// <summary>What a click puts into the prompt: "&lt;lora:name:1&gt; words"; "" for a checkpoint, which is chosen instead.</summary>
    public string Text { get; init; } = "";

    /// <summary>What it puts into the negative prompt; "": nothing.</summary>
    public string NegativeText { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>The picture beside the file, absolute; null: there is none.</summary>
    public string? Preview { get; init; }

    /// <summary>Where a search looks: folder, name and hash.</summary>
    public string SearchText { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }
}
