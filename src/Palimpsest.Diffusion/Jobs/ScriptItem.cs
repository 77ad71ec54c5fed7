using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Scripts;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>Runs a script for one item of a job and hands over what it makes: pictures as they are finished, combinations at the end.</summary>
public static class ScriptItem
{
    /// <summary>How many pictures will be saved, combinations apart.</summary>
    public static int Count(IScript? script, GenerationRequest request) => script switch
    {
        SdUpscale => request.BatchCount,
        PoorMansOutpainting => 1,
        null or OutpaintingMk2 or Img2ImgAlternative => request.BatchSize * request.BatchCount,
        _ => OutputFiles.Unknown,
    };

    /// <param name="save">A picture.</param>
    /// <param name="saveGrid">A combination of pictures.</param>
    /// <returns>What could not be made, a sentence each.</returns>
    public static IReadOnlyList<string> Run(
        IScript script, GenerationRequest request, ScriptRun run, Action<GeneratedPicture> save, Action<ScriptPicture> saveGrid)
    {
        ScriptResult result = script.Run(request, run);
        int index = 0;
        foreach (ScriptPicture picture in result.Pictures)
        {
            if (picture.GridName is not null)
            {
                saveGrid(picture);
            }
            else if (!picture.WasTold)
            {
                save(new GeneratedPicture(index++, picture.Seed, request.Subseed, picture.Picture, picture.Infotext));
            }
        }

        return result.Failures;
    }
}
