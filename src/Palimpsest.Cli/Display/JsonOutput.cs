using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Palimpsest.Cli.Display;

/// <summary>The document that <c>--json</c> puts on standard output: readable, letters of every language as they are.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Print(JsonObject document) => Console.WriteLine(document.ToJsonString(Readable));
}
