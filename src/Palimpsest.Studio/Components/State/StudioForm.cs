using System.Text.Json.Nodes;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging.Resampling;
using Palimpsest.Studio.Inputs;

namespace Palimpsest.Studio.Components.State;

/// <summary>Everything that is set on a txt2img or img2img page, with the defaults of webui's page. A browser remembers it as JSON.</summary>
public sealed class StudioForm
{
    public string Prompt { get; set; } = "";

    public string NegativePrompt { get; set; } = "";

    public List<string> Styles { get; set; } = [];

    /// <summary>A checkpoint's name; "" is the one that is loaded, or the one that comes along.</summary>
    public string Model { get; set; } = "";

    public string Sampler { get; set; } = "DPM++ 2M";

    public string Scheduler { get; set; } = "Automatic";

    public int Steps { get; set; } = 20;

    public double Cfg { get; set; } = 7;

    public double ImageCfg { get; set; } = 1.5;

    public double Denoising { get; set; } = 0.75;

    public ResizeMode ResizeMode { get; set; }

    public int Width { get; set; } = 512;

    public int Height { get; set; } = 512;

    /// <summary>The size is <see cref="Scale"/> times the picture's.</summary>
    public bool ResizesBy { get; set; }

    public double Scale { get; set; } = 1;

    public int BatchCount { get; set; } = 1;

    public int BatchSize { get; set; } = 1;

    public bool Tiling { get; set; }

    public long Seed { get; set; } = -1;

    /// <summary>The values of the extra panel count.</summary>
    public bool SeedExtras { get; set; }

    public long Subseed { get; set; } = -1;

    public double SubseedStrength { get; set; }

    public int SeedWidth { get; set; }

    public int SeedHeight { get; set; }

    /// <summary>A checkpoint's name; "": none.</summary>
    public string Refiner { get; set; } = "";

    public double RefinerSwitch { get; set; } = 0.8;

    public ImageTab Tab { get; set; }

    /// <summary>The picture of all tabs but Batch.</summary>
    public ChosenPicture? Picture { get; set; }

    /// <summary>What was painted in the tab Sketch, a picture with alpha; likewise for the two below.</summary>
    public ChosenPicture? SketchLayer { get; set; }

    public ChosenPicture? MaskLayer { get; set; }

    public ChosenPicture? InpaintSketchLayer { get; set; }

    public ChosenPicture? UploadedMask { get; set; }

    public List<ChosenPicture> BatchPictures { get; set; } = [];

    /// <summary>The batch is a folder of the server's machine, not pictures that were sent.</summary>
    public bool BatchFromFolder { get; set; }

    public string BatchInput { get; set; } = "";

    public string BatchOutput { get; set; } = "";

    /// <summary>A folder of masks, or one mask for all; "": nothing is masked.</summary>
    public string BatchMasks { get; set; } = "";

    /// <summary>What is taken from the batch pictures' own infotexts, see <see cref="Diffusion.Jobs.PngInfo.Parameters"/>.</summary>
    public List<string> PngInfo { get; set; } = [];

    /// <summary>Where the pictures with those infotexts are; "": they are the batch's own.</summary>
    public string PngInfoFolder { get; set; } = "";

    public int MaskBlur { get; set; } = 4;

    public int MaskTransparency { get; set; }

    public bool InvertsMask { get; set; }

    public MaskedContent MaskedContent { get; set; } = MaskedContent.Original;

    public bool OnlyMasked { get; set; }

    public int Padding { get; set; } = 32;

    public bool SoftInpainting { get; set; }

    public double ScheduleBias { get; set; } = 1;

    public double Preservation { get; set; } = 0.5;

    public double ContrastBoost { get; set; } = 4;

    public double MaskInfluence { get; set; }

    public double DifferenceThreshold { get; set; } = 0.5;

    public double DifferenceContrast { get; set; } = 2;

    public bool Hires { get; set; }

    public string HiresUpscaler { get; set; } = "Latent";

    public int HiresSteps { get; set; }

    public double HiresDenoising { get; set; } = 0.7;

    public double HiresScale { get; set; } = 2;

    public int HiresWidth { get; set; }

    public int HiresHeight { get; set; }

    /// <summary>A checkpoint's name; "": the first pass's. Likewise for the two below.</summary>
    public string HiresModel { get; set; } = "";

    public string HiresSampler { get; set; } = "";

    public string HiresScheduler { get; set; } = "";

    public string HiresPrompt { get; set; } = "";

    public string HiresNegativePrompt { get; set; } = "";

    /// <summary>webui's name of the chosen script, in lower case; "": none.</summary>
    public string Script { get; set; } = "";

    /// <summary>By a script's name what was set for it, in the order of webui's "script_args".</summary>
    public Dictionary<string, JsonArray> ScriptArguments { get; set; } = [];

    /// <summary>The settings are explained, each in a sentence.</summary>
    public bool Explains { get; set; }

    /// <summary>A part of the picture is painted anew.</summary>
    public bool HasMask => Tab.HasMask() || (Tab == ImageTab.Batch && BatchFromFolder && BatchMasks.Length > 0);

    /// <summary>The layer that the present tab paints on.</summary>
    public ChosenPicture? Layer
    {
        get => Tab switch
        {
            ImageTab.Sketch => SketchLayer,
            ImageTab.Inpaint => MaskLayer,
            ImageTab.InpaintSketch => InpaintSketchLayer,
            _ => null,
        };
        set
        {
            switch (Tab)
            {
                case ImageTab.Sketch:
                    SketchLayer = value;
                    break;
                case ImageTab.Inpaint:
                    MaskLayer = value;
                    break;
                case ImageTab.InpaintSketch:
                    InpaintSketchLayer = value;
                    break;
            }
        }
    }

    /// <summary>Another picture to begin with: what was painted on the old one does not belong to it.</summary>
    public void Begin(ChosenPicture? picture)
    {
        Picture = picture;
        (SketchLayer, MaskLayer, InpaintSketchLayer) = (null, null, null);
    }

    /// <summary>The result's size in pixels: of the fields, or by the picture's.</summary>
    public (int Width, int Height) Size => ResizesBy && Picture is not null ? ((int)(Picture.Width * Scale), (int)(Picture.Height * Scale)) : (Width, Height);
}
