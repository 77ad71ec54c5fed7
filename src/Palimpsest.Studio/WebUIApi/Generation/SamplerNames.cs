using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Studio.WebUIApi.Errors;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Generation;

/// <summary>
/// The sampler and the scheduler of a request, by webui's rules (webui.md 5.2). Better than webui: aliases and other cases count, and what is unknown is
/// an error, where webui takes DPM++ 2M and Automatic in silence.
/// </summary>
internal static class SamplerNames
{
    /// <exception cref="WebUIException">A name is unknown.</exception>
    public static (string Sampler, string Scheduler) Read(Body body)
    {
        string? name = body.Text("sampler_name") is { Length: > 0 } given ? given : body.Text("sampler_index");
        string? schedule = body.Text("scheduler");
        try
        {
            (Sampler known, Scheduler named) = string.IsNullOrEmpty(name) ? (SamplerCatalog.All[0], SchedulerCatalog.Automatic) : SamplerCatalog.FindBoth(name, null);
            Scheduler asked = string.IsNullOrEmpty(schedule) ? SchedulerCatalog.Automatic : SchedulerCatalog.Find(schedule);
            (Sampler sampler, Scheduler scheduler) = SamplerCatalog.Resolve(name, asked.Label);
            return sampler == known ? (sampler.Name, scheduler.Label) : (known.Name, (named.IsAutomatic ? asked : named).Label);
        }
        catch (ArgumentException exception)
        {
            throw WebUIException.Http(400, "Sampler not found", exception.Message, exception);
        }
    }
}
