using System.Text.Json.Nodes;

namespace Palimpsest.Studio.PalimpsestApi.Requests;

/// <summary>What turns the request into several, by webui's names and arguments (GET /sdapi/v1/script-info).</summary>
public sealed record JobScript
{
    /// <summary>"x/y/z plot", "prompt matrix", "loopback" …</summary>
    public required string Name { get; init; }

    /// <summary>In their order; those that are left out have their defaults.</summary>
    public JsonArray Arguments { get; init; } = [];
}
