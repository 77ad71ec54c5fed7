using System.Reflection;
using Palimpsest.Studio.Inputs;
using Palimpsest.Studio.Models;

namespace Palimpsest.Studio.Components.State;

/// <summary>The pictures of samples/ that come along with the program, for a first try.</summary>
public sealed class SamplePictures(InputPictures inputs, IModelShelf shelf)
{
    private const string Prefix = "samples/";

    private static readonly Assembly Assembly = typeof(SamplePictures).Assembly;

    /// <summary>File names and what they show.</summary>
    public static IReadOnlyList<(string File, string Shows)> All { get; } =
    [
        ("girl-buildings.png", "A girl with long brown hair in front of buildings"),
        ("portrait.jpg", "A photograph of a woman in a space suit"),
        ("man-mountains.png", "A man with glasses before mountains"),
        ("woman-beach.png", "A woman with a straw hat at the beach"),
        ("boy-room.png", "A laughing boy in a room"),
        ("sketch-girl.png", "A pencil sketch of a girl"),
        ("sketch-old-man.png", "A line drawing of an old man"),
    ];

    /// <summary>A sample's file; null when there is none of that name.</summary>
    public static Stream? Open(string file) => All.Any(sample => sample.File == file) ? Assembly.GetManifestResourceStream(Prefix + file) : null;

    /// <summary>A sample as a picture to begin with.</summary>
    public async Task<ChosenPicture> ChooseAsync(string file, CancellationToken cancellation = default)
    {
        await using Stream stream = Open(file) ?? throw new ArgumentException($"There is no sample '{file}'.", nameof(file));
        return await inputs.AddAsync(stream, cancellation) with { Name = file };
    }

    /// <summary>What the page holds at first, so that one click shows what it does: README's example, in the sample's size where the small model that comes along makes it.</summary>
    public async Task<StudioForm> ExampleAsync(CancellationToken cancellation = default)
    {
        ChosenPicture picture = await ChooseAsync(All[0].File, cancellation);
        var form = new StudioForm { Picture = picture, Prompt = "watercolor, light smile, Sakura background", Denoising = 0.6, Cfg = 9 };
        if (shelf.Current.IsEmbedded)
        {
            (form.Width, form.Height) = (picture.Width, picture.Height);
        }

        return form;
    }
}
