namespace Palimpsest.Studio.Components.State;

/// <summary>All settings that the pages show. The controls, their hints and the help page read this one table.</summary>
public static class SettingTable
{
    /// <summary>The largest seed that can be given: what a 64-bit number holds is more than any picture needs, and browsers count exactly up to here.</summary>
    private const double LargestSeed = 9007199254740991;

    public static Setting Prompt { get; } = new("Prompt", "What the picture should show, in a few words or phrases with commas between; (word:1.2) makes a word count more, (word:0.8) less.");

    public static Setting NegativePrompt { get; } = new("Negative prompt", "What the picture should not show; leave it empty until something disturbs you.");

    public static Setting Styles { get; } = new("Styles", "Texts that you have saved and that are added to both prompts when the picture is made.");

    public static Setting Model { get; } = new("Model", "The network that paints; each has its own subjects and manner.");

    public static Setting Vae { get; } = new("VAE", "The part that turns the network's inner picture into pixels; Automatic takes the one that belongs to the model.");

    public static Setting Sampler { get; } = new("Sampling method", "The path from noise to picture; most arrive at similar pictures, some in fewer steps. DPM++ 2M is a good one.");

    public static Setting Scheduler { get; } = new("Schedule type", "How the noise is spread over the steps; Automatic takes what suits the sampling method.");

    public static Setting Steps { get; } = new("Sampling steps", "How often the picture is improved; 20 is enough nearly always, more takes longer in proportion.") { Least = 1, Most = 150 };

    public static Setting Denoising { get; } = new("Denoising strength", "How much of your picture may change: a little keeps faces, the middle changes clothes, light and style, much keeps only the composition.") { Most = 1, Step = 0.01 };

    public static Setting Cfg { get; } = new("CFG scale", "How closely the prompt is followed: 5 to 8 looks natural, 10 to 12 obeys more, beyond that colours burn.") { Least = 1, Most = 30, Step = 0.5 };

    public static Setting ImageCfg { get; } = new("Image CFG scale", "Only for edit models (instruct-pix2pix): how closely they keep to your picture.") { Most = 3, Step = 0.05 };

    public static Setting ResizeMode { get; } = new("Resize mode", "What happens when your picture has another shape than the result: it is stretched, cropped, or its edges are continued.");

    public static Setting Width { get; } = new("Width", "Pixels across; models of the SD 1 family are at home between 512 and 768.") { Least = 64, Most = 2048, Step = 8 };

    public static Setting Height { get; } = new("Height", "Pixels down; a larger picture takes more time and memory.") { Least = 64, Most = 2048, Step = 8 };

    public static Setting Scale { get; } = new("Scale", "The result's size as a multiple of your picture's.") { Least = 0.05, Most = 4, Step = 0.05 };

    public static Setting BatchCount { get; } = new("Batch count", "How many pictures are made one after the other, each with the next seed.") { Least = 1, Most = 100 };

    public static Setting BatchSize { get; } = new("Batch size", "How many pictures are made at once; it takes more memory and, on a processor, hardly less time.") { Least = 1, Most = 8 };

    public static Setting Seed { get; } = new("Seed", "The number that the noise grows from: the same seed with the same settings gives the same picture; -1 draws a new one each time.") { Least = -1, Most = LargestSeed };

    public static Setting Extras { get; } = new("Extra", "Shows the variation seed and the size that the seed is taken from.");

    public static Setting Subseed { get; } = new("Variation seed", "A second seed whose noise is mixed in, for pictures that are a little different.") { Least = -1, Most = LargestSeed };

    public static Setting SubseedStrength { get; } = new("Variation strength", "How much of the variation seed's noise is mixed in: 0 none, 1 nothing else.") { Most = 1, Step = 0.01 };

    public static Setting SeedWidth { get; } = new("Resize seed from width", "Keeps the composition that a seed gave at this width; 0 leaves it.") { Most = 2048, Step = 8 };

    public static Setting SeedHeight { get; } = new("Resize seed from height", "Keeps the composition that a seed gave at this height; 0 leaves it.") { Most = 2048, Step = 8 };

    public static Setting Tiling { get; } = new("Tiling", "Makes pictures whose edges meet, for patterns.");

    public static Setting BatchInput { get; } = new("Input directory", "The folder with the pictures, on the studio's machine: a whole path, or one within the data folder. Sub-folders belong to it.");

    public static Setting BatchOutput { get; } = new("Output directory", "A folder within the data folder's outputs, such as outputs/batch, where results get their sources' names; empty takes the usual place.");

    public static Setting BatchMasks { get; } = new("Inpaint batch mask directory", "A folder of masks that are called like the pictures, or one mask for all; empty paints whole pictures. A picture without a mask is left out.");

    public static Setting PngInfo { get; } = new("Parameters to take from png info", "What each picture of the batch says itself of how it was made: its prompts are added behind yours, the rest takes the place of yours.");

    public static Setting PngInfoFolder { get; } = new("PNG info directory", "Where pictures of the same names lie that say it; empty asks the batch's own.");

    public static Setting MaskBlur { get; } = new("Mask blur", "Softens the mask's edge by so many pixels, so that old and new run into each other.") { Most = 64 };

    public static Setting MaskTransparency { get; } = new("Mask transparency", "Lets the old picture shine through what you painted, in percent.") { Most = 100 };

    public static Setting MaskMode { get; } = new("Mask mode", "Whether what you painted over is made anew, or everything else.");

    public static Setting MaskedContent { get; } = new("Masked content", "What the masked part begins as: the colours around it, the original, noise, or nothing. Original fits most changes, fill removes things.");

    public static Setting InpaintArea { get; } = new("Inpaint area", "Only masked enlarges the masked part to the full size while it is painted, so that small faces get all the detail.");

    public static Setting Padding { get; } = new("Only masked padding", "So many pixels around the mask are looked at too, to fit in with them.") { Most = 256, Step = 4 };

    public static Setting SoftInpainting { get; } = new("Soft inpainting", "Blends old and new by degrees instead of at an edge; use it with a large mask blur.");

    public static Setting ScheduleBias { get; } = new("Schedule bias", "Above 1 the original is kept for longer, below 1 less long.") { Most = 8, Step = 0.1 };

    public static Setting Preservation { get; } = new("Preservation strength", "How strongly half-masked places keep to the original.") { Most = 8, Step = 0.05 };

    public static Setting ContrastBoost { get; } = new("Transition contrast boost", "Keeps places that are half old and half new from becoming blurred.") { Least = 1, Most = 32, Step = 0.5 };

    public static Setting MaskInfluence { get; } = new("Mask influence", "How much the mask itself counts when the finished picture is laid over the original.") { Most = 1, Step = 0.05 };

    public static Setting DifferenceThreshold { get; } = new("Difference threshold", "By how much a place must have changed for the new picture to show half.") { Most = 8, Step = 0.25 };

    public static Setting DifferenceContrast { get; } = new("Difference contrast", "How sharply that threshold divides.") { Most = 8, Step = 0.25 };

    public static Setting Hires { get; } = new("Hires. fix", "Makes the picture small first, then enlarges it and refines it, so that large pictures keep a sound composition.");

    public static Setting HiresUpscaler { get; } = new("Upscaler", "How the small picture is enlarged; the Latent ones need a strength above 0.5.");

    public static Setting HiresSteps { get; } = new("Hires steps", "Steps of the second pass; 0 takes as many as the first.") { Most = 150 };

    public static Setting HiresDenoising { get; } = new("Hires denoising strength", "How much the second pass may change.") { Most = 1, Step = 0.01 };

    public static Setting HiresScale { get; } = new("Upscale by", "The result's size as a multiple of the first pass's.") { Least = 1, Most = 4, Step = 0.05 };

    public static Setting HiresWidth { get; } = new("Resize width to", "The result's width; 0 follows Upscale by.") { Most = 2048, Step = 8 };

    public static Setting HiresHeight { get; } = new("Resize height to", "The result's height; 0 follows Upscale by.") { Most = 2048, Step = 8 };

    public static Setting HiresModel { get; } = new("Hires checkpoint", "The model of the second pass; it may know details that the first does not.");

    public static Setting HiresSampler { get; } = new("Hires sampling method", "The sampling method of the second pass.");

    public static Setting HiresScheduler { get; } = new("Hires schedule type", "The schedule type of the second pass.");

    public static Setting HiresPrompt { get; } = new("Hires prompt", "The prompt of the second pass; empty takes the first one's.");

    public static Setting HiresNegativePrompt { get; } = new("Hires negative prompt", "The negative prompt of the second pass; empty takes the first one's.");

    public static Setting Refiner { get; } = new("Refiner", "A second model that takes over on the way, for the details.");

    public static Setting RefinerSwitch { get; } = new("Switch at", "The part of the way after which the refiner takes over.") { Least = 0.01, Most = 1, Step = 0.01 };

    public static Setting Script { get; } = new("Script", "Makes several pictures of one request: combinations, loops, larger canvases.");

    public static Setting Upscaler { get; } = new("Upscaler 1", "What enlarges the picture; None leaves it.");

    public static Setting UpscaleBy { get; } = new("Resize", "So many times as large.") { Least = 1, Most = 8, Step = 0.05 };

    public static Setting LongestSide { get; } = new("Max side length", "The longer side gets so many pixels at most; 0 sets no limit.") { Most = 8192, Step = 8 };

    public static Setting Crop { get; } = new("Crop to fit", "Cuts off what sticks out when the picture has another shape.");

    public static Setting SecondUpscaler { get; } = new("Upscaler 2", "A second way of enlarging, whose picture is mixed in.");

    public static Setting SecondVisibility { get; } = new("Upscaler 2 visibility", "How much of the second upscaler's picture is mixed in.") { Most = 1, Step = 0.05 };

    public static Setting CardDescription { get; } = new("Description", "What the network does; shown when the pointer rests on its card, and found by the search.");

    public static Setting CardActivation { get; } = new("Activation text", "Words that a click on the card puts into the prompt behind the network.");

    public static Setting CardTags { get; } = new("Training tags", "What the training's pictures were described by most, and how often; a click puts one into the activation text, another takes it out.");

    public static Setting CardRandomPrompt { get; } = new("Random prompt", "Training tags, each the likelier the more often it stood there: a picture of the training may have been described so.");

    public static Setting CardWeight { get; } = new("Preferred weight", "The weight that a click gives the network; 0 takes the default of the settings.") { Most = 2, Step = 0.01 };

    public static Setting CardNegative { get; } = new("Words against it", "What a click puts into the negative prompt.") { Id = "card-negative" };

    public static Setting CardVersion { get; } = new("Stable Diffusion version", "What the network was made for; networks of another family do not fit a model.");

    public static Setting CardVae { get; } = new("Preferred VAE", "The autoencoder that goes with the checkpoint where the settings choose automatically.");

    public static Setting CardPreview { get; } = new("Preview", "The card's picture. Save puts the one that is shown as the result in its place.") { Id = "card-preview" };

    public static Setting CardNotes { get; } = new("Notes", "For yourself; shown here only.");

    /// <summary>By subject, in the order of the help page.</summary>
    public static IReadOnlyList<(string Subject, IReadOnlyList<Setting> Settings)> BySubject { get; } =
    [
        ("The words", [Prompt, NegativePrompt, Styles]),
        ("The three that do most of the work", [Denoising, Cfg, Seed]),
        ("How it is painted", [Model, Vae, Sampler, Scheduler, Steps, ImageCfg, Refiner, RefinerSwitch]),
        ("Size", [ResizeMode, Width, Height, Scale, Tiling]),
        ("How many", [BatchCount, BatchSize, Script]),
        ("More about seeds", [Subseed, SubseedStrength, SeedWidth, SeedHeight]),
        ("A folder of pictures", [BatchInput, BatchOutput, BatchMasks, PngInfo, PngInfoFolder]),
        ("Painting a part anew", [MaskBlur, MaskTransparency, MaskMode, MaskedContent, InpaintArea, Padding]),
        ("Soft inpainting", [SoftInpainting, ScheduleBias, Preservation, ContrastBoost, MaskInfluence, DifferenceThreshold, DifferenceContrast]),
        ("Hires. fix", [Hires, HiresUpscaler, HiresSteps, HiresDenoising, HiresScale, HiresWidth, HiresHeight, HiresModel, HiresSampler, HiresScheduler, HiresPrompt, HiresNegativePrompt]),
        ("Cards of extra networks", [CardDescription, CardActivation, CardTags, CardRandomPrompt, CardWeight, CardNegative, CardVersion, CardVae, CardPreview, CardNotes]),
        ("Extras", [Upscaler, UpscaleBy, LongestSide, Crop, SecondUpscaler, SecondVisibility]),
    ];
}
