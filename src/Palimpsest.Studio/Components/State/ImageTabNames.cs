namespace Palimpsest.Studio.Components.State;

/// <summary>What the tabs are called and what they take.</summary>
public static class ImageTabNames
{
    public static string Name(this ImageTab tab) => tab switch
    {
        ImageTab.Img2Img => "img2img",
        ImageTab.Sketch => "Sketch",
        ImageTab.Inpaint => "Inpaint",
        ImageTab.InpaintSketch => "Inpaint sketch",
        ImageTab.InpaintUpload => "Inpaint upload",
        _ => "Batch",
    };

    /// <summary>Whether a part of the picture is painted anew.</summary>
    public static bool HasMask(this ImageTab tab) => tab is ImageTab.Inpaint or ImageTab.InpaintSketch or ImageTab.InpaintUpload;

    /// <summary>Whether the picture is painted on in the page.</summary>
    public static bool HasEasel(this ImageTab tab) => tab is ImageTab.Sketch or ImageTab.Inpaint or ImageTab.InpaintSketch;
}
