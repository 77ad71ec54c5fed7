using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Samplers;
using Palimpsest.Diffusion.Schedules;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.WebUIApi.Lists;

/// <summary>Samplers and schedules as webui lists them.</summary>
internal static class SamplerLists
{
    public static JsonArray Samplers() => new([.. SamplerCatalog.All.Select(sampler => new JsonObject
    {
        ["name"] = sampler.Name,
        ["aliases"] = new JsonArray([.. sampler.Aliases.Select(alias => JsonValue.Create(alias))]),
        ["options"] = Options(sampler),
    })]);

    public static JsonArray Schedulers() => new([.. SchedulerCatalog.All.Select(scheduler => new JsonObject
    {
        ["name"] = scheduler.Name,
        ["label"] = scheduler.Label,
        ["aliases"] = scheduler.Aliases.Count == 0 ? null : new JsonArray([.. scheduler.Aliases.Select(alias => JsonValue.Create(alias))]),
        ["default_rho"] = BodyValue.Node(scheduler.DefaultRho ?? -1),
        ["need_inner_model"] = scheduler.NeedsModel,
    })]);

    /// <summary>Every value is a text.</summary>
    private static JsonObject Options(Sampler sampler)
    {
        var options = new JsonObject();
        Add("scheduler", !sampler.DefaultScheduler.IsAutomatic, sampler.DefaultScheduler.Name);
        Add("discard_next_to_last_sigma", sampler.DiscardsNextToLastSigma, "True");
        Add("uses_ensd", sampler.UsesEnsd, "True");
        Add("second_order", sampler.IsSecondOrder, "True");
        Add("brownian_noise", sampler.UsesBrownianNoise, "True");
        Add("solver_type", sampler.Name == "DPM++ 2M SDE Heun", "heun");
        return options;

        void Add(string name, bool applies, string value)
        {
            if (applies)
            {
                options[name] = value;
            }
        }
    }
}
