namespace Palimpsest.Studio.Components.State;

/// <summary>webui's tabs of img2img, in its order.</summary>
public enum ImageTab
{
    Img2Img,
    Sketch,
    Inpaint,
    InpaintSketch,
    InpaintUpload,
    Batch,
}
