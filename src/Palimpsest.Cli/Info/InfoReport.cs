using System.Text.Json.Nodes;

namespace Palimpsest.Cli.Info;

/// <summary>What there is to say about a file.</summary>
/// <param name="Title">One line.</param>
/// <param name="Rows">Label and value; a value may have several lines.</param>
/// <param name="Document">The same for programs.</param>
internal sealed record InfoReport(string Title, IReadOnlyList<(string Label, string Value)> Rows, JsonObject Document);
