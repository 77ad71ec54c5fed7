using System.Globalization;
using System.Text.Json;
using Palimpsest.Checkpoints;
using Palimpsest.Compute;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Evaluation;

// Makes the pictures that standard input asks for, a JSON object a line, with the product's own engine and one opened model:
// the same pictures as as many calls of the command, without as many starts.
if (args.Length is not (1 or 2))
{
    Console.Error.WriteLine("usage: palimpsest-evaluation model.safetensors [threads] < jobs.jsonl");
    return 2;
}

var names = new JsonSerializerOptions(JsonSerializerDefaults.Web);
using StableDiffusionModel model = StableDiffusionModel.Open(args[0]);
model.Hash(HashCache.ForUser());
// One thread: on a machine that trains as well, two wait for each other longer than they compute.
using var device = new CpuDevice(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1);
using var generator = new ImageGenerator(model, device);
while (Console.ReadLine() is string line)
{
    PictureJob job = JsonSerializer.Deserialize<PictureJob>(line, names)
        ?? throw new InvalidDataException($"The line '{line}' is not a job; give an object such as {{\"output\": \"out.png\", \"prompt\": \"a girl\"}}.");
    generator.Run(job.Request(), new PictureSaver(job.Output));
    Console.WriteLine(job.Output);
}

return 0;
