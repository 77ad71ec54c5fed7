using Palimpsest.Diffusion.Files;
using Palimpsest.Diffusion.Generation;

namespace Palimpsest.Diffusion.Jobs;

/// <summary>A generated picture as file-name patterns tell of it.</summary>
public static class NamedPicture
{
    /// <param name="begun">When the job began.</param>
    public static FileNameSubject Subject(
        JobRequest job, GenerationRequest request, GeneratedPicture picture, StableDiffusionModel model, DateTimeOffset begun)
    {
        int count = request.BatchSize * request.BatchCount;
        return new FileNameSubject
        {
            Seed = picture.Seed,
            JobSeeds = [.. Enumerable.Range(0, count).Select(index => request.SubseedStrength.IsZero ? request.Seed + index : request.Seed)],
            Steps = request.Steps,
            CfgScale = request.CfgScale,
            Width = picture.Picture.Width,
            Height = picture.Picture.Height,
            DenoisingStrength = request.InitPictures.Count > 0 ? request.DenoisingStrength : null,
            ClipSkip = request.Settings.ClipSkip,
            Sampler = request.Sampler,
            Scheduler = request.Scheduler,
            ModelName = model.Name,
            ModelHash = model.ShortHash ?? "",
            VaeName = model.VaeName,
            Styles = job.Styles,
            Prompt = request.Prompt,
            JobPrompt = job.Generation.Prompt,
            NegativePrompt = request.NegativePrompt,
            PromptWithoutStyles = job.PromptWithoutStyles,
            JobTime = begun,
            BatchSize = request.BatchSize,
            JobSize = count,
            Index = picture.Index,
            Picture = picture.Picture,
        };
    }
}
