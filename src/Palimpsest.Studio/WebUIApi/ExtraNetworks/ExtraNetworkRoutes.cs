using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Palimpsest.Imaging;
using Palimpsest.Studio.Models;
using Palimpsest.Studio.WebUIApi.Errors;

namespace Palimpsest.Studio.WebUIApi.ExtraNetworks;

/// <summary>What webui's cards are made of (webui.md 1.13). Pages are called as there: "lora", "checkpoints", "hypernetworks", "textual inversion".</summary>
internal static class ExtraNetworkRoutes
{
    private static readonly Dictionary<string, NetworkKind> Pages = new()
    {
        ["textual inversion"] = NetworkKind.TextualInversion,
        ["hypernetworks"] = NetworkKind.Hypernetwork,
        ["checkpoints"] = NetworkKind.Checkpoint,
        ["lora"] = NetworkKind.Lora,
    };

    public static void MapExtraNetworks(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("thumb", Thumb).WithSummary("The picture beside a network's file, by its path; only pictures within the folders of models.");
        routes.MapGet("cover-images", Cover).WithSummary("A picture that a LoRA's metadata holds.");
        routes.MapGet("metadata", Metadata).WithSummary("A network's metadata as a text of JSON.");
        routes.MapGet("get-single-card", Card).WithSummary("A card as HTML.");
    }

    /// <summary>Whether a file exists is told only of those that may be seen.</summary>
    private static IResult Thumb(NetworkCards cards, string filename = "")
    {
        if (filename.Length == 0 || filename.Contains('\0'))
        {
            throw NotFound();
        }

        string type = cards.MediaTypeOf(filename) ?? throw WebUIException.Internal(
            "ValueError", $"File cannot be fetched: {filename}. Must be a picture (png, jpg, jpeg, webp, gif) in one of directories registered by extra pages.");
        return File.Exists(filename) ? Results.File(Path.GetFullPath(filename), type) : throw NotFound();
    }

    private static IResult Metadata(IModelShelf shelf, string page = "", string item = "") =>
        WebUIAnswer.Json(LoraOf(shelf, page, item) is ShelfFile lora && NetworkMetadata.Shown(lora) is string shown ? new JsonObject { ["metadata"] = shown } : []);

    private static IResult Cover(IModelShelf shelf, string page = "", string item = "", int index = 0)
    {
        JsonNode? covers = LoraOf(shelf, page, item) is ShelfFile lora ? NetworkMetadata.Of(lora)[NetworkMetadata.Covers] : null;
        if (covers is not JsonArray all || index < 0 || index >= all.Count || all[index] is not JsonValue value || !value.TryGetValue(out string? encoded) || encoded.Length == 0)
        {
            throw NotFound();
        }

        try
        {
            byte[] file = Convert.FromBase64String(encoded);
            PictureReader.Read(file, item);
            return Results.Bytes(file, file[0] == 0x89 ? "image/png" : file[0] == 0xFF ? "image/jpeg" : "image/webp");
        }
        catch (Exception exception) when (exception is FormatException or PictureException)
        {
            throw WebUIException.Internal("ValueError", $"File cannot be fetched: {item}. Failed to load cover image.", exception);
        }
    }

    private static IResult Card(NetworkCards cards, string page = "", string tabname = "", string name = "")
    {
        NetworkCard card = Pages.TryGetValue(page, out NetworkKind kind) && cards.Of(kind).FirstOrDefault(one => one.Name == name) is NetworkCard found ? found : throw NotFound();
        return WebUIAnswer.Json(new JsonObject { ["html"] = Html(card, kind, tabname) });
    }

    /// <summary>webui's extra-networks-card.html, without the buttons that its own page adds.</summary>
    private static string Html(NetworkCard card, NetworkKind kind, string tab)
    {
        string clicked = kind == NetworkKind.Checkpoint
            ? $"return selectCheckpoint({Script(card.Name)})"
            : $"cardClicked({Script(tab)}, {Script(card.Text)}, {Script(card.NegativeText)}, {(kind == NetworkKind.TextualInversion ? "true" : "false")})";
        string picture = card.Preview is string preview ? $"<img src=\"{WebUtility.HtmlEncode("." + StudioAddresses.NetworkPicture(preview))}\" class=\"preview\" loading=\"lazy\">" : "";
        return $"""
            <div class="card" onclick="{WebUtility.HtmlEncode(clicked)}" data-name="{WebUtility.HtmlEncode(card.Name)}">
            	{picture}
            	<div class="actions">
            		<div class="additional"><span class="hidden search_terms">{WebUtility.HtmlEncode(card.SearchText)}</span></div>
            		<span class="name">{WebUtility.HtmlEncode(card.Name)}</span>
            		<span class="description">{WebUtility.HtmlEncode(card.Description)}</span>
            	</div>
            </div>
            """;
    }

    private static string Script(string text) => JsonSerializer.Serialize(text);

    private static ShelfFile? LoraOf(IModelShelf shelf, string page, string item) =>
        Pages.TryGetValue(page, out NetworkKind kind) && kind == NetworkKind.Lora ? shelf.Loras.FirstOrDefault(file => file.Name == item) : null;

    private static WebUIException NotFound() => WebUIException.Http(StatusCodes.Status404NotFound, "File not found");
}
