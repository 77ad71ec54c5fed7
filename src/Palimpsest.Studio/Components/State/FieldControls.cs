using Palimpsest.Studio.Components.Controls;

namespace Palimpsest.Studio.Components.State;

/// <summary>Which control of the pages shows a request's field, so that a refusal stands beside what is wrong.</summary>
public static class FieldControls
{
    /// <summary>The place of the picture to begin with, or of the batch's.</summary>
    public const string Picture = "source-picture";

    public const string Mask = "source-mask";

    /// <summary>The button that opens the styles.</summary>
    public const string Styles = "styles";

    private static readonly Dictionary<string, string> Ids = new()
    {
        ["prompt"] = SettingTable.Prompt.Id,
        ["negative_prompt"] = SettingTable.NegativePrompt.Id,
        ["styles"] = Styles,
        ["init_images"] = Picture,
        ["mask"] = Mask,
        ["steps"] = SettingTable.Steps.Id,
        ["sampler_name"] = SettingTable.Sampler.Id,
        ["scheduler"] = SettingTable.Scheduler.Id,
        ["sd_model_checkpoint"] = SettingTable.Model.Id,
        ["width"] = SettingTable.Width.Id,
        ["height"] = SettingTable.Height.Id,
        ["batch_size"] = SettingTable.BatchSize.Id,
        ["n_iter"] = SettingTable.BatchCount.Id,
        ["denoising_strength"] = SettingTable.Denoising.Id,
        ["cfg_scale"] = SettingTable.Cfg.Id,
        ["image_cfg_scale"] = SettingTable.ImageCfg.Id,
        ["seed"] = SettingTable.Seed.Id,
        ["subseed"] = SettingTable.Subseed.Id,
        ["subseed_strength"] = SettingTable.SubseedStrength.Id,
        ["mask_blur"] = SettingTable.MaskBlur.Id,
        ["inpaint_full_res_padding"] = SettingTable.Padding.Id,
        ["refiner_checkpoint"] = SettingTable.Refiner.Id,
        ["refiner_switch_at"] = SettingTable.RefinerSwitch.Id,
        ["enable_hr"] = SettingTable.Hires.Id,
        ["script_name"] = SettingTable.Script.Id,
        ["script_args"] = SettingTable.Script.Id,
        ["hr_checkpoint_name"] = SettingTable.HiresModel.Id,
        ["hr_sampler_name"] = SettingTable.HiresSampler.Id,
        ["hr_scheduler"] = SettingTable.HiresScheduler.Id,
        [Inputs.BatchFolders.InputField] = SettingTable.BatchInput.Id,
        [Inputs.BatchFolders.OutputField] = SettingTable.BatchOutput.Id,
        [Inputs.BatchFolders.MaskField] = SettingTable.BatchMasks.Id,
        [Inputs.BatchFolders.InfotextField] = SettingTable.PngInfoFolder.Id,
        ["hr_scale"] = SettingTable.HiresScale.Id,
    };

    /// <summary>The control's id; null when no control is at fault alone.</summary>
    /// <param name="field">webui's name of a request's field, or a control's id.</param>
    /// <param name="isTxt2Img">The page without a picture, where the strength is hires fix's.</param>
    public static string? IdOf(string? field, bool isTxt2Img) => field switch
    {
        null => null,
        "denoising_strength" when isTxt2Img => SettingTable.HiresDenoising.Id,
        _ => Ids.GetValueOrDefault(field, field),
    };
}
