using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Palimpsest.Checkpoints;
using Palimpsest.Checkpoints.Synthetic;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Diffusion.Networks;

namespace Palimpsest.Bench.Jobs;

/// <summary>
/// What a change of a LoRA's weight costs: job after job on one model in memory, each as small as a job can be, so that nearly all of its time
/// beyond that of the same job made again goes into the change.
/// </summary>
internal sealed class LoraCommand : Command
{
    private readonly Option<string?> _model = new("--model") { Description = "A Stable Diffusion 1.x checkpoint. [default: synthetic float16 weights]" };
    private readonly Option<int> _rank = new("--rank") { Description = "Of the LoRA, which changes every linear layer and convolution of both networks.", DefaultValueFactory = _ => 16 };
    private readonly Option<int> _changes = new("--changes") { Description = "How often its weight changes.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads. [default: one for each processor]" };

    public LoraCommand()
        : base("lora", "Says how long it takes to apply a LoRA to all layers, to change its weight, and to take it away.")
    {
        Add(_model);
        Add(_rank);
        Add(_changes);
        Add(_threads);
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        string folder = Directory.CreateTempSubdirectory("palimpsest-bench-").FullName;
        try
        {
            long start = Stopwatch.GetTimestamp();
            using StableDiffusionModel model = StableDiffusionModel.Open(result.GetValue(_model) ?? SyntheticModel.Path());
            TimeSpan opening = Stopwatch.GetElapsedTime(start);
            int layers = Write(Path.Combine(folder, "bench.safetensors"), model.Weights.Weights, result.GetValue(_rank));
            using var device = new CpuDevice(result.GetValue(_threads));
            using var generator = new ImageGenerator(model, device, networks: new NetworkLibrary(new NetworkFolders { Lora = [folder] }));
            Print($"{device.InstructionSet}, {device.Threads} threads; {model.Name}, a LoRA of rank {result.GetValue(_rank)} over {layers} layers; jobs of one step at 64 x 64 pixels");
            Print($"{"job",-24}  {"s",7}  {"of processors",13}  more than again");
            Cost first = Measure(generator, "a cat"), again = Measure(generator, "a cat");
            Report("opened anew", first with { Seconds = first.Seconds + opening.TotalSeconds }, again);
            Report("again", again);
            Cost applied = Measure(generator, Prompt(1)), same = Measure(generator, Prompt(1));
            Report("LoRA applied", applied, same);
            Report("again", same);
            for (int change = 2; change < 2 + result.GetValue(_changes); change++)
            {
                Report($"weight changed to {Hundredths(change)}", Measure(generator, Prompt(change)), same);
            }

            Report("LoRA taken away", Measure(generator, "a cat"), again);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Weights so small that synthetic numbers stay finite.</summary>
    private static string Prompt(int hundredths) => $"a cat <lora:bench:{Hundredths(hundredths)}>";

    private static string Hundredths(int hundredths) => (hundredths / 100.0).ToString(CultureInfo.InvariantCulture);

    private static Cost Measure(ImageGenerator generator, string prompt)
    {
        var request = new GenerationRequest { Prompt = prompt, Steps = 1, Sampler = "Euler", Width = 64, Height = 64, Seed = 1, Subseed = 1 };
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        generator.Run(request, new Silent());
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        self.Refresh();
        return new Cost(elapsed.TotalSeconds, (self.TotalProcessorTime - before).TotalSeconds);
    }

    private static void Report(string job, Cost cost, Cost? again = null)
    {
        string more = again is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{cost.Seconds - again.Seconds:0.00} s, {cost.ProcessorSeconds - again.ProcessorSeconds:0.00} s of processors");
        Print($"{job,-24}  {cost.Seconds,7:0.00}  {cost.ProcessorSeconds,13:0.00}  {more}");
    }

    /// <summary>A LoRA for every matrix and convolution of the denoising network and the text encoder's layers; returns how many.</summary>
    private static int Write(string path, IReadOnlyDictionary<string, Weight> weights, int rank)
    {
        List<TensorSpec> tensors = [];
        foreach (Weight weight in weights.Values.Where(weight => weight.Shape.Count is 2 or 4 && LayerOf(weight.Name) is not null))
        {
            int[] ones = weight.Shape.Count == 4 ? [1, 1] : [];
            tensors.Add(new TensorSpec($"{LayerOf(weight.Name)}.lora_up.weight", StoredType.F16, [weight.Shape[0], rank, .. ones]));
            tensors.Add(new TensorSpec($"{LayerOf(weight.Name)}.lora_down.weight", StoredType.F16, [rank, .. weight.Shape.Skip(1)]));
        }

        SafetensorsWriter.Write(path, tensors, (tensor, first, destination) =>
        {
            Span<Half> halves = MemoryMarshal.Cast<byte, Half>(destination);
            var numbers = new float[halves.Length];
            SyntheticWeights.Fill(tensor.Name, tensor.Shape, first / 2, numbers);
            for (int i = 0; i < numbers.Length; i++)
            {
                halves[i] = (Half)numbers[i];
            }
        });
        return tensors.Count / 2;
    }

    /// <summary>The name that kohya's trainer gives a layer; null for what is none.</summary>
    private static string? LayerOf(string key)
    {
        const string Denoiser = "model.diffusion_model.", Text = "cond_stage_model.transformer.text_model.encoder.", End = ".weight";
        string? name = !key.EndsWith(End, StringComparison.Ordinal) ? null
            : key.StartsWith(Denoiser, StringComparison.Ordinal) ? "lora_unet_" + key[Denoiser.Length..^End.Length]
            : key.StartsWith(Text, StringComparison.Ordinal) ? "lora_te_text_model_encoder_" + key[Text.Length..^End.Length]
            : null;
        return name?.Replace('.', '_');
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <param name="ProcessorSeconds">Of all threads together, which other programs on the machine lengthen least.</param>
    private sealed record Cost(double Seconds, double ProcessorSeconds);

    private sealed class Silent : IGenerationObserver
    {
        public void Stage(string name)
        {
        }

        public void Warning(string message) => throw new InvalidOperationException(message);

        public void Progress(double steps, int totalSteps)
        {
        }

        public void Finished(GeneratedPicture picture)
        {
        }
    }
}
