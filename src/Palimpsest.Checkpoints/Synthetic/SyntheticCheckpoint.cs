using System.Buffers;
using System.Runtime.InteropServices;

namespace Palimpsest.Checkpoints.Synthetic;

/// <summary>
/// Checkpoints of real layouts with synthetic weights (<see cref="SyntheticWeights"/>), for tests, demonstrations and timing without a
/// download. The same name gives the same bytes on every machine.
/// </summary>
public static class SyntheticCheckpoint
{
    // The reference pictures' checkpoints change the VAE's last encoder layer: eightfold means, and log variances of -30, so that
    // sampling the posterior returns its mean.
    private const string QuantWeight = "first_stage_model.quant_conv.weight", QuantBias = "first_stage_model.quant_conv.bias";
    private const int MeanGain = 8, MeanChannels = 4;
    private const float LogVariance = -30;

    private static readonly Dictionary<string, (Func<CheckpointLayout> Layout, StoredType Type)> Known = new()
    {
        ["tiny-sd1"] = (() => CheckpointLayout.TinySd1(), StoredType.F32),
        ["tiny-sd1-half"] = (() => CheckpointLayout.TinySd1(), StoredType.F16),
        ["tiny-sd1-inpaint"] = (() => CheckpointLayout.TinySd1(inputChannels: 9), StoredType.F32),
        ["tiny-pix2pix"] = (() => CheckpointLayout.TinySd1(inputChannels: 8), StoredType.F32),
        ["tiny-sd2"] = (CheckpointLayout.TinySd2, StoredType.F32),
        ["tiny-sdxl"] = (CheckpointLayout.TinySdXl, StoredType.F32),
        ["sd15"] = (() => CheckpointLayout.Sd1(), StoredType.F16),
        ["sd15-inpainting"] = (() => CheckpointLayout.Sd1(inputChannels: 9), StoredType.F16),
        ["instruct-pix2pix"] = (() => CheckpointLayout.Sd1(inputChannels: 8), StoredType.F16),
    };

    /// <summary>The architectures there are; tiny ones take up to 0.6 GB, sd15 2.1 GB.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Every tensor of an architecture, floats in its usual type (float32 for tiny ones, float16 for full-size ones) or in the one given.</summary>
    /// <exception cref="CheckpointException">There is no architecture of that name.</exception>
    public static IReadOnlyList<TensorSpec> Tensors(string name, StoredType? type = null)
    {
        if (!Known.TryGetValue(name, out (Func<CheckpointLayout> Layout, StoredType Type) known))
        {
            throw new CheckpointException($"There is no synthetic architecture '{name}'; choose one of {string.Join(", ", Known.Keys)}.");
        }

        StoredType floats = type ?? known.Type;
        return floats is StoredType.F32 or StoredType.F16
            ? [.. known.Layout().Keys().Select(entry => new TensorSpec(entry.Key, IsPositions(entry.Key) ? StoredType.I64 : floats, entry.Shape))]
            : throw new CheckpointException($"Synthetic checkpoints are written as F32 or F16, not {floats}.");
    }

    /// <summary>Writes the checkpoint beside its place and renames it when complete. Memory stays at a few blocks; all cores help.</summary>
    /// <exception cref="CheckpointException">There is no architecture of that name.</exception>
    public static void Write(
        string name, string path, StoredType? type = null, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        SafetensorsWriter.Write(path, [.. Tensors(name, type)], Fill, metadata: null, progress, cancellation);

    private static bool IsPositions(string key) => key.EndsWith("position_ids", StringComparison.Ordinal);

    private static void Fill(TensorSpec tensor, long start, Span<byte> destination)
    {
        switch (tensor.Type)
        {
            case StoredType.I64:
                Span<long> positions = MemoryMarshal.Cast<byte, long>(destination);
                for (int i = 0; i < positions.Length; i++)
                {
                    positions[i] = start / sizeof(long) + i;
                }

                break;
            case StoredType.F32:
                FillFloats(tensor, start / sizeof(float), MemoryMarshal.Cast<byte, float>(destination));
                break;
            default:
                FillHalves(tensor, start / 2, MemoryMarshal.Cast<byte, Half>(destination));
                break;
        }
    }

    private static void FillHalves(TensorSpec tensor, long start, Span<Half> destination)
    {
        float[] buffer = ArrayPool<float>.Shared.Rent(destination.Length);
        Span<float> floats = buffer.AsSpan(0, destination.Length);
        FillFloats(tensor, start, floats);
        for (int i = 0; i < floats.Length; i++)
        {
            destination[i] = (Half)floats[i];
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    private static void FillFloats(TensorSpec tensor, long start, Span<float> destination)
    {
        SyntheticWeights.Fill(tensor.Name, tensor.Shape, start, destination);
        if (tensor.Name == QuantWeight)
        {
            int meanElements = MeanChannels * tensor.Shape[1];
            foreach (ref float value in destination[..meanElements])
            {
                value *= MeanGain;
            }
        }
        else if (tensor.Name == QuantBias)
        {
            destination[MeanChannels..].Fill(LogVariance);
        }
    }
}
