using System.Text.Json;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Imaging.Resampling;
using Palimpsest.TestKit;

namespace Palimpsest.Imaging.Tests.Resampling;

public class TorchInterpolateTests
{
    private const string Cases = "images/resample/torch.safetensors";

    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            if (Reference.Find(Cases) is not null)
            {
                foreach (JsonElement entry in Reference.Tensors(Cases).Case.GetProperty("cases").EnumerateArray())
                {
                    names.Add(entry.GetProperty("name").GetString()!);
                }
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Values_are_torchs(string name)
    {
        TensorFile tensors = Reference.Tensors(Cases);
        JsonElement entry = tensors.Case.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
        int[] size = [.. entry.GetProperty("size").EnumerateArray().Select(side => side.GetInt32())];
        float[] planes = SyntheticWeights.Tensor(entry.GetProperty("input").GetString()!, shape[0] * shape[1] * shape[2] * shape[3]);
        var mode = Enum.Parse<InterpolationMode>(entry.GetProperty("mode").GetString()!.Replace("-", ""), ignoreCase: true);

        float[] resized = TorchInterpolate.Resize(
            ChannelsLast(planes, shape[1]), shape[0], shape[2], shape[3], shape[1], size[0], size[1], mode, entry.GetProperty("antialias").GetBoolean());
        Close.Within(tensors.Case.GetProperty("tolerance").GetDouble(), ChannelsLast(tensors.Floats(name), shape[1]), resized, name);
    }

    [Fact]
    public void Pictures_of_a_batch_do_not_mix()
    {
        float[] one = SyntheticWeights.Tensor("input/a", 5 * 4 * 2), other = SyntheticWeights.Tensor("input/b", 5 * 4 * 2);
        float[] both = TorchInterpolate.Resize([.. one, .. other], 2, 5, 4, 2, 3, 7, InterpolationMode.Bilinear);
        float[] first = TorchInterpolate.Resize(one, 1, 5, 4, 2, 3, 7, InterpolationMode.Bilinear), second = TorchInterpolate.Resize(other, 1, 5, 4, 2, 3, 7, InterpolationMode.Bilinear);
        Assert.Equal([.. first, .. second], both);
    }

    private static float[] ChannelsLast(float[] planes, int channels)
    {
        int count = planes.Length / channels;
        return [.. Enumerable.Range(0, planes.Length).Select(i => planes[i % channels * count + i / channels])];
    }
}
