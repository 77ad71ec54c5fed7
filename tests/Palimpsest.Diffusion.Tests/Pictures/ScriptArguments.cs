using System.Text.Json;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;
using Palimpsest.Diffusion.Scripts.Xyz;

namespace Palimpsest.Diffusion.Tests.Pictures;

/// <summary>The script that a request to webui asks for, from its name and its positional arguments.</summary>
internal static class ScriptArguments
{
    /// <summary>Null: the request has no script.</summary>
    public static IScript? Read(JsonElement body, bool txt2Img)
    {
        if (!body.TryGetProperty("script_name", out JsonElement name) || name.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        JsonElement[] args = [.. body.GetProperty("script_args").EnumerateArray()];
        return name.GetString()!.ToLowerInvariant() switch
        {
            "x/y/z plot" => Xyz(args, txt2Img),
            "prompt matrix" => new PromptMatrix
            {
                PartsAtStart = args[0].GetBoolean(),
                DifferentSeeds = args[1].GetBoolean(),
                OfNegativePrompt = args[2].GetString() == "negative",
                JoinWithSpace = args[3].GetString() == "space",
                Margin = args[4].GetInt32(),
            },
            "prompts from file or textbox" => new PromptsFromFile
            {
                IterateSeed = args[0].GetBoolean(),
                SameRandomSeed = args[1].GetBoolean(),
                InsertAtEnd = args[2].GetString() == "end",
                Text = args[3].GetString()!,
            },
            "loopback" => new Loopback
            {
                Loops = args[0].GetInt32(),
                FinalDenoisingStrength = args[1].GetDouble(),
                Curve = Enum.Parse<LoopbackCurve>(args[2].GetString()!),
            },
            "sd upscale" => new SdUpscale
            {
                TileOverlap = args[1].GetInt32(),
                Upscaler = args[2].ValueKind == JsonValueKind.Number ? new[] { "None", "Lanczos", "Nearest" }[args[2].GetInt32()] : args[2].GetString()!,
                ScaleFactor = args[3].GetDouble(),
            },
            "outpainting mk2" => new OutpaintingMk2
            {
                Pixels = args[1].GetInt32(),
                MaskBlur = args[2].GetInt32(),
                Directions = Sides(args[3]),
                FallOff = args[4].GetDouble(),
                ColourVariation = args[5].GetDouble(),
            },
            "poor man's outpainting" => new PoorMansOutpainting
            {
                Pixels = args[0].GetInt32(),
                MaskBlur = args[1].GetInt32(),
                Content = (MaskedContent)args[2].GetInt32(),
                Directions = Sides(args[3]),
            },
            "img2img alternative test" => new Img2ImgAlternative
            {
                OverrideSampler = args[1].GetBoolean(),
                OverridePrompt = args[2].GetBoolean(),
                OriginalPrompt = args[3].GetString()!,
                OriginalNegativePrompt = args[4].GetString()!,
                OverrideSteps = args[5].GetBoolean(),
                DecodeSteps = args[6].GetInt32(),
                OverrideStrength = args[7].GetBoolean(),
                DecodeCfgScale = args[8].GetDouble(),
                Randomness = args[9].GetDouble(),
                SigmaAdjustment = args[10].GetBoolean(),
            },
            string other => throw new NotSupportedException(other),
        };
    }

    private static XyzPlot Xyz(JsonElement[] args, bool txt2Img) => new()
    {
        X = Axis(args, 0, txt2Img),
        Y = Axis(args, 3, txt2Img),
        Z = Axis(args, 6, txt2Img),
        DrawLegend = args[9].GetBoolean(),
        IncludeCells = args[10].GetBoolean(),
        IncludeSubGrids = args[11].GetBoolean(),
        KeepRandomSeeds = args[12].GetBoolean(),
        VarySeedsX = args[13].GetBoolean(),
        VarySeedsY = args[14].GetBoolean(),
        VarySeedsZ = args[15].GetBoolean(),
        Margin = args[16].GetInt32(),
    };

    private static XyzValuesGiven Axis(JsonElement[] args, int first, bool txt2Img)
    {
        XyzAxis axis = XyzAxes.OfTab(txt2Img)[args[first].GetInt32()];
        bool asText = args[17].GetBoolean() || axis.Choices is null;
        return new XyzValuesGiven(axis, asText ? args[first + 1].GetString()! : string.Join(",", args[first + 2].EnumerateArray().Select(value => value.GetString())));
    }

    private static Directions Sides(JsonElement names) =>
        names.EnumerateArray().Aggregate(Directions.None, (all, name) => all | Enum.Parse<Directions>(name.GetString()!, ignoreCase: true));
}
