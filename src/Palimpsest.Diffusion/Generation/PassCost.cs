using Palimpsest.Compute;
using Palimpsest.Diffusion.Noise;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Models;

namespace Palimpsest.Diffusion.Generation;

/// <summary>What one sampling pass of a job takes, with the encoding and decoding of its pictures.</summary>
/// <param name="WorkingBytes">Most memory at a time beside the weights.</param>
/// <param name="Operations">Of all batches.</param>
/// <param name="Steps">Of one batch.</param>
internal sealed record PassCost(long WorkingBytes, double Operations, int Steps)
{
    public static PassCost Of(StableDiffusionModel model, Device device, MemoryBudget working, GenerationRequest request, PassStart start)
    {
        var shape = new LatentShape(model.Autoencoder.LatentChannels, request.Height / PictureSides.Cell, request.Width / PictureSides.Cell);
        (Sampler sampler, Scheduler scheduler) = SamplerCatalog.FindBoth(request.Sampler, request.Scheduler);
        int steps = SamplingSetup.Plan(request, sampler, scheduler, start).TotalSteps;
        using var predictor = new UNetPredictor(model, device, shape, request, start, working);
        int rows = predictor.RowsAtOnce((request.Settings.BatchCondUncond ? 2 : 1) * request.BatchSize, model.Text.Positions);
        var vae = new Vae(model.Autoencoder, model.Weights);
        Graph denoiser = predictor.Describe(rows, model.Text.Positions);
        Graph decoder = vae.DescribeDecoder(1, shape.Height, shape.Width);

        // Inpainting and edit networks see an encoded picture beside the latent, in txt2img too.
        int encodings = (start == PassStart.Noise ? 0 : 1) + (model.Sees == PictureInput.None ? 0 : 1);
        Graph? encoder = encodings == 0 ? null : vae.DescribeEncoder(1, request.Height, request.Width);
        long coderBytes = Math.Max(
            GenerationEstimate.WorkingBytes(device, decoder), encoder is null ? 0 : GenerationEstimate.WorkingBytes(device, encoder));

        // The denoising network keeps its arena while a batch is decoded.
        long bytes = GenerationEstimate.WorkingBytes(device, denoiser) + Math.Min(coderBytes, working.Bytes);
        int pictures = request.BatchSize * request.BatchCount;
        double operations = (2.0 * request.BatchSize / rows * denoiser.Operations * steps * request.BatchCount)
            + (pictures * decoder.Operations) + (encodings * (encoder?.Operations ?? 0));
        return new PassCost(bytes, operations, steps);
    }
}
